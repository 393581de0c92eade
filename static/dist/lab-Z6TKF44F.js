import{a as o}from"./lab-5XAQZN3U.js";import"./lab-SGM47XCO.js";import"./lab-VPJ457V5.js";import"./lab-BCOCM6VN.js";export{o as SpaceTime};
