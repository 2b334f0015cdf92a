import 'react';

declare module 'react' {
  interface CSSProperties {
    /** Columns of the live grid. */
    '--columns'?: number;
  }
}
