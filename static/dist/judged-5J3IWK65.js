import{a as o,b as r,c as m,d as p,e as t}from"./judged-4OIEYWZK.js";import"./judged-WPB6TBZJ.js";export{o as diagramSvg,t as download,m as fontFaces,p as pictureBlob,r as resolveStyles};
