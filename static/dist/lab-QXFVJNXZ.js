import{a as o}from"./lab-RJK3NZZY.js";import"./lab-7DETKXQ3.js";import"./lab-HXZMU3CD.js";import"./lab-7Z3D4RTR.js";export{o as SpaceTime};
