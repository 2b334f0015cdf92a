/** What is drawn over a live picture: see painter.ts. */
export { isShown, overlayOn, parseChoice, toggleAll, toggleOne, type OverlayChoice } from './choice.ts';
export { Overlay } from './Overlay.tsx';
