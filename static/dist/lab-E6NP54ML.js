import{a as o}from"./lab-MFVMMCYJ.js";import"./lab-EONIAEWL.js";import"./lab-ZKKHG5UL.js";import"./lab-GFXBIZUB.js";export{o as SpaceTime};
