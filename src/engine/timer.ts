/** A timer that was started; only its clock can end it. */
export interface Timer {
  readonly cancel: () => void;
}
