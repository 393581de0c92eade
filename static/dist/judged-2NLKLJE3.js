import{a as o,b as r,c as m,d as p,e as t}from"./judged-5AZ7HJIU.js";import"./judged-X353C5S7.js";export{o as diagramSvg,t as download,m as fontFaces,p as pictureBlob,r as resolveStyles};
