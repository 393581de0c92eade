import{a as o}from"./lab-UXWQVMXC.js";import"./lab-GYBZ3EMR.js";import"./lab-RDBXEQTO.js";import"./lab-MXX6OD7A.js";export{o as SpaceTime};
