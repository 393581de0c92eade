import{a as o}from"./lab-TPICD2PL.js";import"./lab-FFQQ5UMR.js";import"./lab-XDPON5UV.js";import"./lab-ERBP2AZH.js";export{o as SpaceTime};
