/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "wrong-answers.h"

#include <stddef.h>

const WrongAnswer wrong_answers[] = {
    /* still beyond 2/L = 0.99; what the step before had: 99 iterations; short
     * of the limit, but zigzagging */
    {"least-squares", "How long may a step be?", "step=1"},
    {"least-squares", "How long may a step be?", "step=0.4"},
    {"least-squares", "How long may a step be?", "step=0.95"},
    {"least-squares", "How long may a step be?", "method=qr"},
    /* a ridge and a lower degree are other fits; descent gets nowhere */
    {"least-squares", "Where the digits go", "ridge=1"},
    {"least-squares", "Where the digits go", "degree=4"},
    {"least-squares", "Where the digits go", "method=gradient"},
    {"least-squares", "Where the digits go", "loss=huber"},
    /* bending to the outlier; shrinking the slope moves the level */
    {"least-squares", "When one point shouts", "degree=2"},
    {"least-squares", "When one point shouts", "ridge=0.18"},
    {"least-squares", "When one point shouts", "loss=huber"},
    /* today's cost; the cost in proportion; asking the program instead */
    {"convex-program", "What a kilocalorie costs", "prediction=92.5"},
    {"convex-program", "What a kilocalorie costs", "prediction=97.125"},
    {"convex-program", "What a kilocalorie costs",
     "change=100; prediction=98.125"},
    /* a few dozen steps are too many here; a looser proof is no answer */
    {"convex-program", "Along the edges or through the middle", "method=ipm"},
    {"convex-program", "Along the edges or through the middle",
     "method=primal-simplex"},
    {"convex-program", "Along the edges or through the middle",
     "method=ipm; tolerance=0.01"},
    /* the budget instead of the return; not enough */
    {"convex-program", "A bowl over the polytope", "row=1; change=1"},
    {"convex-program", "A bowl over the polytope", "row=2; change=0.5"},
    /* one more iteration, and not yet */
    {"convex-program", "How close is close enough?", "tolerance=0.001"},
    {"convex-program", "How close is close enough?", "tolerance=1e-6"},
    /* far, but not far enough; inside; no extra point at all */
    {"max-determinant", "Who carries the ellipse", "guest=(5, 0)"},
    {"max-determinant", "Who carries the ellipse", "guest=(8, 0)"},
    {"max-determinant", "Who carries the ellipse", "guest=(0.5, 0.5)"},
    {"max-determinant", "Who carries the ellipse", "extra=false"},
    /* nearer, but still a corner; a larger quadrilateral; another polygon */
    {"max-determinant", "The polygon that is filled worst", "guest=(2.5, 0.5)"},
    {"max-determinant", "The polygon that is filled worst", "guest=(6, 3)"},
    {"max-determinant", "The polygon that is filled worst",
     "data=polygon; extra=false"},
    /* too many edges; fallen apart; one variable less to connect */
    {"max-determinant", "A zero is a statement", "penalty=0.3"},
    {"max-determinant", "A zero is a statement", "penalty=0.42"},
    {"max-determinant", "A zero is a statement",
     "penalty=0.37; variable=alcohol,ash,magnesium"},
    /* dearer; not cheap enough; a kernel's street is no line's */
    {"svm", "What slack costs", "gamma=10000"},
    {"svm", "What slack costs", "gamma=1"},
    {"svm", "What slack costs", "gamma=0.1; kernel=lifted"},
    /* pairs again; another price */
    {"svm", "Two at a time", "method=pairs"},
    {"svm", "Two at a time", "method=interior; gamma=20"},
    /* a line; more than is needed; the wrong kind of kernel */
    {"svm", "Never going there", "kernel=polynomial; degree=1"},
    {"svm", "Never going there", "kernel=polynomial; degree=4"},
    {"svm", "Never going there", "kernel=lifted"},
    /* narrower still; so wide that it sees nothing; other columns */
    {"svm", "Learned by heart", "sigma=0.03"},
    {"svm", "Learned by heart", "sigma=100; gamma=0.1"},
    /* more filters than allowed; too few; the other network */
    {"cnn", "How few filters?", "filters=8; step=0.005"},
    {"cnn", "How few filters?", "filters=1; step=0.005"},
    {"cnn", "How few filters?", "network=mlp; filters=6"},
    /* a one and a seven are no threes */
    {"cnn", "Does it read yours?", "ink=[14 24 1 / 14 4 1]"},
    {"cnn", "Does it read yours?",
     "ink=[7 22 1 / 13 22.5 1 / 20 22 1 / 12 4 1]"},
    /* not far enough; against nothing; torn apart instead of moved */
    {"cnn", "Moved and shuffled", "shift=1"},
    {"cnn", "Moved and shuffled", "shift=3; against=none"},
    /* too many; a single unit; not trained yet */
    {"rnn", "How much memory?", "units=16"},
    {"rnn", "How much memory?", "units=1; step=0.02"},
    {"rnn", "How much memory?", "units=8; steps=10"},
    /* the last one moved; two moved; the wrong way; none */
    {"rnn", "Change the past", "past=[289 20]"},
    {"rnn", "Change the past", "past=[288 180 / 287 150]"},
    {"rnn", "Change the past", "past=[288 10]"},
    {"rnn", "Change the past", "back=20"},
    /* small weights shrink it more; not trained; a shorter way */
    {"rnn", "How far back does it learn?", "l2=0.01"},
    {"rnn", "How far back does it learn?", "cell=lstm; steps=100"},
    {"rnn", "How far back does it learn?", "window=16"},
    /* bold; none at all; another letter */
    {"rnn", "Letter by letter", "temperature=0.5"},
    {"rnn", "Letter by letter", "temperature=0"},
    {"rnn", "Letter by letter", "temperature=0.04; letter=2"},
    /* over both modes; between them; q's own truth changed instead */
    {"kl-divergence", "It is no distance", "q_mean1=0; q_width1=2"},
    {"kl-divergence", "It is no distance", "q_mean1=0; q_width1=0.5"},
    {"kl-divergence", "It is no distance", "q_mean1=2; p_weight=0"},
    /* inside p: the other way round; apart; bells end nowhere */
    {"kl-divergence", "What was called impossible", "q_mean1=0; q_width1=1"},
    {"kl-divergence", "What was called impossible", "q_mean1=5"},
    {"kl-divergence", "What was called impossible", "q_shape=bell"},
    /* it stops at the same error; not yet; nothing left to estimate */
    {"kl-divergence", "An average, so draw", "batch=200"},
    {"kl-divergence", "An average, so draw", "tolerance=0.02"},
    {"kl-divergence", "An average, so draw", "tolerance=0.01; q_mean1=0"},
    /* the one between; the same mode; another figure to look at */
    {"kl-divergence", "Settle in one", "q_mean1=0"},
    {"kl-divergence", "Settle in one", "q_mean1=2"},
    {"kl-divergence", "Settle in one", "direction=forward"},
    /* the median; the middle of the range; other points */
    {"kl-divergence", "Three losses, one minimum", "mu=0.8"},
    {"kl-divergence", "Three losses, one minimum", "mu=1.15"},
    {"kl-divergence", "Three losses, one minimum", "points=[-2]"},
    /* a narrow bump; a wide one over several points */
    {"kl-divergence", "When nothing is left", "points=[0.3]"},
    {"kl-divergence", "When nothing is left", "bump=1"},
    {"kl-divergence", "When nothing is left", "bump=0.01"},
    /* what came in; the neuron that is shut; the error, without the input */
    {"backprop", "And back", "guess=1"},
    {"backprop", "And back", "guess=0"},
    {"backprop", "And back", "guess=-2"},
    /* still two columns; more outputs; another network */
    {"backprop", "From the left or from the right?", "inputs=2"},
    {"backprop", "From the left or from the right?", "outputs=4"},
    {"backprop", "From the left or from the right?",
     "inputs=1; width1=1; width2=1"},
    /* ellipses; waves; a hidden layer */
    {"backprop", "What a single neuron cannot do",
     "use_x1_squared=true; use_x2_squared=true"},
    {"backprop", "What a single neuron cannot do",
     "use_sin_x1=true; use_sin_x2=true"},
    {"backprop", "What a single neuron cannot do", "hidden=1; width1=4"},
    /* too careful; beyond 2/L; not all points; a clipped gradient */
    {"backprop", "When the numbers run away", "step=0.1"},
    {"backprop", "When the numbers run away", "step=0.16"},
    {"backprop", "When the numbers run away", "optimizer=adam"},
    {"backprop", "When the numbers run away", "clip=1"},
    /* too much of it; not in such a small network; another network; stopping */
    {"backprop", "Learned by heart", "l2=0.3"},
    {"backprop", "Learned by heart", "dropout=0.5"},
    {"backprop", "Learned by heart", "hidden=0"},
    {"backprop", "Learned by heart", "epochs=30"},
    /* down to the corner of 1 and x1 = 0; back to where 2 and 3 meet; wall 3
     * taken out of the way instead of the slope turned */
    {"linear-program", "The walls push back", "c=[-1 -3]"},
    {"linear-program", "The walls push back", "c=[-3 -1]"},
    {"linear-program", "The walls push back",
     "constraints=[1 2 10 / 1 1 6 / 2 1 30]"},
    /* too little; another wall; the wall taken away */
    {"linear-program", "When nothing is allowed",
     "constraints=[1 1 8.9 / -1 0.5 -3 / 1 -2 -3]"},
    {"linear-program", "When nothing is allowed",
     "constraints=[-1 0.5 -3 / 1 -2 -3]"},
    {"linear-program", "When nothing is allowed",
     "constraints=[1 1 4 / -1 0.5 0 / 1 -2 -3]"},
    /* another method, another slope */
    {"linear-program", "Round and round", "method=interior"},
    {"linear-program", "Round and round", "c=[10 57 9 24]"},
    /* greedy from the other side; not the simplex method; another cube */
    {"linear-program", "The long way round", "method=dual-simplex"},
    {"linear-program", "The long way round", "method=interior"},
    {"linear-program", "The long way round",
     "constraints=[1 0 0 1 / 6 1 0 9 / 18 6 1 900]"},
    /* an end that lies outside; a chord that stays; another region */
    {"whats-the-fuss", "Catch it not being convex", "a=(0.5, 6); b=(6, 0.5)"},
    {"whats-the-fuss", "Catch it not being convex", "a=(0.3, 0.3); b=(4, 0.3)"},
    {"whats-the-fuss", "Catch it not being convex", "product=0.4"},
    /* not convex yet; the other instance; fewer unknowns */
    {"whats-the-fuss", "When do they agree?", "degree=3"},
    {"whats-the-fuss", "When do they agree?", "instance=planted"},
    {"whats-the-fuss", "When do they agree?", "unknowns=2"},
    /* not enough; other sliders */
    {"whats-the-fuss", "How soon is it hopeless?", "unknowns=10"},
    {"whats-the-fuss", "How soon is it hopeless?", "unknowns=15"},
    {"whats-the-fuss", "How soon is it hopeless?", "terms=1000"},
    /* the whole edge is optimal; the bottom; between corner and bottom */
    {"semidefinite-program", "Ranks, and where the optimum is", "c=(0, -1)"},
    {"semidefinite-program", "Ranks, and where the optimum is", "c=(0, 1)"},
    {"semidefinite-program", "Ranks, and where the optimum is",
     "c=(-1, 1); method=barrier"},
    {"semidefinite-program", "Ranks, and where the optimum is",
     "F0=[0 0 0 / 0 1 0 / 0 0 1]; c=(-1, -1)"},
    /* smaller, but there; a single point is feasible; another matrix */
    {"semidefinite-program", "Nothing, for ever, or not quite",
     "F0=[0 0 / 0 1]"},
    {"semidefinite-program", "Nothing, for ever, or not quite",
     "F0=[-1 0 / 0 1]"},
    {"semidefinite-program", "Nothing, for ever, or not quite",
     "F1=[0 0 / 0 0]; F2=[0 0 / 0 0]; F0=[-1 0 / 0 1]"},
    /* on the axis; hardly left of it; other eigenvectors */
    {"semidefinite-program", "An ellipse that nothing leaves",
     "A=[-1 1 / 1 -1]"},
    {"semidefinite-program", "An ellipse that nothing leaves",
     "A=[-1.05 0.95 / 0.95 -1.05]"},
    {"semidefinite-program", "An ellipse that nothing leaves",
     "A=[-1.25 1.25 / 0 -1.25]"},
    /* a triangle and the complete graph of five nodes fall short by 1/4 */
    {"semidefinite-program", "When the bound is not a cut",
     "nodes=[3 3 / 6 3 / 4.5 5]"},
    {"semidefinite-program", "When the bound is not a cut", "reach=9"},
    {"semidefinite-program", "When the bound is not a cut",
     "reach=9; nodes=[5 7.6 / 2.5 5.8 / 3.5 2.9 / 6.5 2.9 / 7.5 5.8]"},
    /* the same unit; two columns make it worse; another scene */
    {"maximum-likelihood", "Multiply, or add?", "start=(70, 13.6)"},
    {"maximum-likelihood", "Multiply, or add?", "space=plane"},
    {"maximum-likelihood", "Multiply, or add?", "data=mtcars; x=mpg"},
    /* over the mean, but wide; narrow, which is steep; with a prior */
    {"maximum-likelihood", "Newton climbs", "start=(2.9, 4)"},
    {"maximum-likelihood", "Newton climbs", "start=(2.9, 0.4)"},
    {"maximum-likelihood", "Newton climbs", "start=(3.9, 1.8); prior=true"},
    /* both on one heap; both starts together are a saddle; one more */
    {"maximum-likelihood", "Another summit", "start1=(0, 0); start2=(5, 0)"},
    {"maximum-likelihood", "Another summit", "start1=(3, 0)"},
    {"maximum-likelihood", "Another summit", "start1=(5, 0); start2=(0, 0)"},
    {"maximum-likelihood", "Another summit", "components=3"},
    /* another start; a saddle; more components to shrink */
    {"maximum-likelihood", "No summit at all", "start2=(5, 0)"},
    {"maximum-likelihood", "No summit at all", "start1=(8, 0)"},
    {"maximum-likelihood", "No summit at all", "components=3"},
    /* not enough; just not; a prior that is not fair; no prior */
    {"maximum-likelihood", "Three heads", "counts=3"},
    {"maximum-likelihood", "Three heads", "counts=6"},
    {"maximum-likelihood", "Three heads", "pseudo=[0 0 / 0 0]; counts=2"},
    {"maximum-likelihood", "Three heads", "prior=false"},
    {NULL},
};
