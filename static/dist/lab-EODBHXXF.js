import{a as o}from"./lab-SF3HTGJW.js";import"./lab-KOEWQDTU.js";import"./lab-U2DT67RI.js";import"./lab-RFKQ2QVO.js";export{o as SpaceTime};
