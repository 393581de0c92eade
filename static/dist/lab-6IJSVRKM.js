import{a as o}from"./lab-LXJG4LJC.js";import"./lab-743TCDNX.js";import"./lab-Q6SE3LC6.js";import"./lab-3I6PCWXM.js";export{o as SpaceTime};
