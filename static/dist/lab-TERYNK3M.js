import{a as o}from"./lab-RSC35ZOM.js";import"./lab-WSJ7GVYN.js";import"./lab-MJFXRDEH.js";import"./lab-JH3I2AJA.js";export{o as SpaceTime};
