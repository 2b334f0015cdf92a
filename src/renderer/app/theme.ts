import { Badge, createTheme, InputWrapper, type MantineColorsTuple } from '@mantine/core';

/** Cool greys with little blue, so that pictures keep their colours beside them. */
const dark: MantineColorsTuple = [
  '#e6eaf0',
  '#c3cad6',
  '#9aa5b5',
  '#6f7c8f',
  '#465265',
  '#303a4a',
  '#212936',
  '#161c26',
  '#0f141c',
  '#0a0e14',
];

/** Sizes are one step above a desktop's usual ones: the screen is read from 2 m away. */
export const theme = createTheme({
  primaryColor: 'blue',
  primaryShade: { light: 7, dark: 5 },
  colors: { dark },
  fontFamily: 'Inter, "Segoe UI", "Noto Sans", "DejaVu Sans", system-ui, sans-serif',
  fontSizes: { xs: '0.8125rem', sm: '0.9375rem', md: '1.0625rem', lg: '1.1875rem', xl: '1.375rem' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  focusRing: 'auto',
  components: {
    // A table gives a badge as little as it takes, and it takes less than its word.
    Badge: Badge.extend({ defaultProps: { w: 'max-content' } }),
    // Widths are wishes: a phone has less.
    InputWrapper: InputWrapper.extend({ defaultProps: { maw: '100%' } }),
  },
});
