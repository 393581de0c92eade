import{a as o}from"./lab-VZJFTZ4Q.js";import"./lab-CWDBDZD2.js";import"./lab-2MQ5VYER.js";import"./lab-RJ4TZH4C.js";export{o as SpaceTime};
