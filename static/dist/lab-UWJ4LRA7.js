import{a as o}from"./lab-OSEPL53W.js";import"./lab-XFRIWLKA.js";import"./lab-X4I6SZFX.js";import"./lab-R4X2IBZR.js";export{o as SpaceTime};
