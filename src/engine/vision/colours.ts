/**
 * ITU-R BT.601, limited range: red 1.164 (Y - 16) + 1.596 (V - 128), green 1.164 (Y - 16) - 0.813 (V - 128) - 0.391 (U - 128),
 * blue 1.164 (Y - 16) + 2.018 (U - 128); in 16 bits of fraction.
 */
export const LUMA = 76309;
export const RED_V = 104597;
export const GREEN_U = 25675;
export const GREEN_V = 53279;
export const BLUE_U = 132201;
/** Half of what these 16 bits stand for: it rounds. */
export const HALF = 1 << 15;
