/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Examples to begin with: regions of all kinds, systems, graphs.
 */
#include "semidefinite-program/lesson.h"

#define REGION "problem=region; method=interior-point; c=(0.6, 0.9); "

const EpiPreset sd_presets[] = {
    {"parabola", "A parabola and a line",
     REGION "x=(-0.4, 0.3); F0=[1 0 0 / 0 1 0 / 0 0 1]; "
            "F1=[0 1 0 / 1 0 1 / 0 1 0]; F2=[0 0 1 / 0 0 0 / 1 0 0]"},
    {"disc", "A disc",
     REGION "x=(-0.4, 0.3); F0=[1 0 / 0 1]; F1=[1 0 / 0 -1]; F2=[0 1 / 1 0]"},
    {"cubic", "An oval of a cubic",
     REGION "x=(0.2, 0.3); F0=[1 0 0.2 / 0 1 0 / 0.2 0 1]; "
            "F1=[1 0.3 0 / 0.3 -1 0 / 0 0 0.4]; "
            "F2=[0 1 0.5 / 1 0 0 / 0.5 0 -0.6]"},
    {"square", "A square: linear programming",
     REGION "x=(-0.4, 0.3); F0=[1 0 0 0 / 0 1 0 0 / 0 0 1 0 / 0 0 0 1]; "
            "F1=[1 0 0 0 / 0 -1 0 0 / 0 0 0 0 / 0 0 0 0]; "
            "F2=[0 0 0 0 / 0 0 0 0 / 0 0 1 0 / 0 0 0 -1]"},
    {"unbounded", "Unbounded",
     REGION "x=(0.5, 1); c=(0.3, -0.8); F0=[1 0 / 0 0]; F1=[0 1 / 1 0]; "
            "F2=[0 0 / 0 1]"},
    {"infeasible", "Infeasible",
     REGION "x=(-0.4, 0.3); F0=[0 1 0 / 1 0 0 / 0 0 1]; "
            "F1=[1 0 0 / 0 -1 0 / 0 0 0]; F2=[0 0 1 / 0 0 0 / 1 0 0]"},
    {"no-interior", "No interior: a duality gap",
     REGION "x=(0.5, 0.5); c=(1, 0); F0=[0 0 0 / 0 0 0 / 0 0 1]; "
            "F1=[0 1 0 / 1 0 0 / 0 0 1]; F2=[0 0 0 / 0 1 0 / 0 0 0]"},
    {"unattained", "A value that no x attains",
     REGION "x=(1, 2); c=(1, 0); F0=[0 1 / 1 0]; F1=[1 0 / 0 0]; "
            "F2=[0 0 / 0 1]"},
    {"spiral", "Stability: a spiral",
     "problem=lyapunov; A=[-0.4 2 / -1 -0.6]; x0=(0.2, 0.35)"},
    {"shear", "Stability: growth before decay",
     "problem=lyapunov; A=[-1 5 / 0 -1.2]; x0=(0.1, 0.4)"},
    {"saddle", "Stability: a saddle",
     "problem=lyapunov; A=[-1 1 / 1 0.2]; x0=(0.3, -0.25)"},
    {"five-cycle", "Max-cut: the five-cycle",
     "problem=max-cut; weights=one; hyperplanes=60; cut=best; reach=3.2; "
     "nodes=[5 7.6 / 2.5 5.8 / 3.5 2.9 / 6.5 2.9 / 7.5 5.8]"},
    {"twelve", "Max-cut: twelve nodes",
     "problem=max-cut; weights=one; hyperplanes=60; cut=best; reach=3.2; "
     "nodes=[1 2 / 2.2 4.6 / 3.1 1 / 4 3.4 / 4.8 6 / 5.6 1.6 / 6.4 4.2 / "
     "7.4 6.4 / 7.9 2.4 / 9 4.6 / 1.4 6.8 / 3.2 7.6]"},
    {"sixty", "Max-cut: sixty nodes",
     "problem=max-cut; weights=length; hyperplanes=60; cut=best; reach=1.9; "
     "nodes=["
     "0.3 0.6 / 1.8 0.6 / 2.7 0.7 / 3.7 0.6 / 5.2 0.8 / 6 0.5 / "
     "7.2 0.8 / 8.8 0.3 / 10.3 1 / 11.2 0.7 / 0.6 1.5 / 2.1 1.5 / "
     "3.1 1.7 / 4.1 1.8 / 5.7 2.1 / 6.9 2 / 8.1 2 / 9.3 1.7 / "
     "10.9 2.2 / 12 2 / 0.2 2.9 / 1.3 2.8 / 2.9 3 / 4.2 3 / "
     "5.4 3.4 / 5.9 2.9 / 7.8 3.1 / 9.1 3 / 9.6 3.2 / 11.3 2.9 / "
     "0.6 4.2 / 2.5 4.5 / 3 4.2 / 4.2 4 / 5.9 4.1 / 6.9 4.3 / "
     "7.9 4.5 / 9 4.5 / 10.2 4.3 / 11.5 4.2 / 0.7 5.8 / 1.4 5.9 / "
     "2.5 5.5 / 4.2 5.7 / 4.8 6 / 6.1 5.4 / 7.7 5.5 / 8.5 5.3 / "
     "9.6 5.7 / 10.9 5.7 / 0.8 6.8 / 2.4 6.8 / 3.4 7.1 / 4.3 6.6 / "
     "6 7.1 / 6.7 6.6 / 8.3 7.2 / 9.1 7.2 / 10.8 6.9 / 11.6 6.5"
     "]"},
    {NULL},
};
