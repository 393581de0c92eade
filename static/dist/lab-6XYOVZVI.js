import{a as o}from"./lab-Y4HCH2ZL.js";import"./lab-VVH64G3B.js";import"./lab-VR2EXU7A.js";import"./lab-5BKVA5W2.js";export{o as SpaceTime};
