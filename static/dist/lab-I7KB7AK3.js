import{a as o}from"./lab-F5BQTSUH.js";import"./lab-SZVVOTS2.js";import"./lab-OJEDAQFK.js";import"./lab-MTXZPTSA.js";export{o as SpaceTime};
