import{a as o}from"./lab-QFMWFHWF.js";import"./lab-IAVXD2HW.js";import"./lab-HJSCX3WC.js";import"./lab-T6RRFZS3.js";export{o as SpaceTime};
