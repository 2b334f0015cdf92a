export type { PlaceNum, Root, Roots } from './place.ts';
