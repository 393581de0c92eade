import{a as o}from"./lab-T2CR66PC.js";import"./lab-BR7JZVV3.js";import"./lab-K6LEKHZ6.js";import"./lab-DNX5UQNU.js";export{o as SpaceTime};
