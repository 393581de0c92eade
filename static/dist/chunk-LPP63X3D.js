import{a,b,c,d,e}from"./chunk-2YJ5WFVR.js";import"./chunk-NC5M6EQF.js";export{a as diagramSvg,e as download,c as fontFaces,d as pictureBlob,b as resolveStyles};
