import{a as o}from"./lab-B577GHLW.js";import"./lab-XJIUU3EM.js";import"./lab-I2PKFJ4T.js";import"./lab-VV7BKIS3.js";export{o as SpaceTime};
