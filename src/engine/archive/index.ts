export { archiveAddress, locationOf, objectKey, placeId, type ArchiveAddress } from './address.ts';
export { ArchiveError, archiveError } from './faults.ts';
export type { ObjectFacts, ObjectStore, Throttle } from './object-store.ts';
export { probeArchive } from './probe.ts';
export { createS3Store, type S3Options } from './s3-store.ts';
export {
  digestOf,
  FileFault,
  uploadFile,
  type KeptPart,
  type UploadJob,
  type UploadRecord,
  type UploadStore,
} from './upload.ts';
