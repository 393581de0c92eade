import{a as o,b as r,c as m,d as p,e as t}from"./judged-X6OYIV5D.js";import"./judged-XKZ4GJ5J.js";export{o as diagramSvg,t as download,m as fontFaces,p as pictureBlob,r as resolveStyles};
