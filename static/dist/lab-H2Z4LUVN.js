import{a as o}from"./lab-XJFZFDGN.js";import"./lab-OF7IHXYC.js";import"./lab-ILSO5FSD.js";import"./lab-WYZNNMIX.js";export{o as SpaceTime};
