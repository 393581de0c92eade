import{a as o}from"./lab-G46GM3LP.js";import"./lab-PTUXFZHJ.js";import"./lab-K4PNLRTI.js";import"./lab-AM3274RO.js";export{o as SpaceTime};
