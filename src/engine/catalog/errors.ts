/**
 * Why a catalog cannot be opened: it was written by a newer Vigil, it is another program's database, it is damaged,
 * another Vigil has it open, or its disk fails.
 */
export type CatalogFault = 'from_future' | 'foreign' | 'corrupt' | 'in_use' | 'unavailable';

/** The catalog stays as it was: nothing is written before the checks are over. */
export class CatalogError extends Error {
  override readonly name = 'CatalogError';
  readonly fault: CatalogFault;

  constructor(fault: CatalogFault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.fault = fault;
  }
}
