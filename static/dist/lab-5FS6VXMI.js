import{a as o}from"./lab-UWOQYLW7.js";import"./lab-3BLTYPFT.js";import"./lab-QSUPECUP.js";import"./lab-RLM5E7OL.js";export{o as SpaceTime};
