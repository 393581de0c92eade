import{a,b,c,d,e}from"./chunk-5B5G4BRO.js";import"./chunk-DKHZQQCJ.js";export{a as diagramSvg,e as download,c as fontFaces,d as pictureBlob,b as resolveStyles};
