import{a as o}from"./lab-ZIIAVTL7.js";import"./lab-QSKTOFHY.js";import"./lab-XDAS72B3.js";import"./lab-ACH3Z2S7.js";export{o as SpaceTime};
