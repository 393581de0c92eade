import{a as o}from"./lab-QV75OONY.js";import"./lab-FB6CGJWH.js";import"./lab-VEONPDSW.js";import"./lab-JX466HN3.js";export{o as SpaceTime};
