import{a,b,c,d,e}from"./chunk-Q26EWZ26.js";import"./chunk-AAVB2U7F.js";export{a as diagramSvg,e as download,c as fontFaces,d as pictureBlob,b as resolveStyles};
