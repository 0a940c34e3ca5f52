* Polly's diet: the cheapest food for a day, in cents.
* 2000 kcal, 55 g of protein and 800 mg of calcium at least; of each food no
* more servings than anybody would eat.
* Numbers: V. Chvatal, Linear Programming (W. H. Freeman, 1983), chapter 1.
* Written for Epigraph.
NAME          diet
ROWS
 N  cost
 G  energy
 G  protein
 G  calcium
COLUMNS
    oatmeal   cost      3          energy    110
    oatmeal   protein   4          calcium   2
    chicken   cost      24         energy    205
    chicken   protein   32         calcium   12
    eggs      cost      13         energy    160
    eggs      protein   13         calcium   54
    milk      cost      9          energy    160
    milk      protein   8          calcium   285
    pie       cost      20         energy    420
    pie       protein   4          calcium   22
    pork      cost      19         energy    260
    pork      protein   14         calcium   80
RHS
    need      energy    2000       protein   55
    need      calcium   800
BOUNDS
 UP most      oatmeal   4
 UP most      chicken   3
 UP most      eggs      2
 UP most      milk      8
 UP most      pie       2
 UP most      pork      2
ENDATA
