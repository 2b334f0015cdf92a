import type { AlertKind } from './alerts.ts';
import type { Language } from './languages.ts';

/**
 * One line for each kind of alert; `{{camera}}` is the camera's name. Here, because both the interface and the
 * notifications of the desktop program say them.
 */
export const alertTitles = {
  camera_down: '{{camera}} delivers no pictures',
  camera_back: '{{camera}} is back',
  all_cameras_down: 'All cameras are down',
  cameras_back: 'Cameras are back',
  camera_unstable: '{{camera}} is unstable',
  process_restarted: '{{camera}} was restarted',
  recording_behind: '{{camera}} records less than it should',
  storage_low: 'A disk is nearly full',
  storage_critical: 'A disk is full, and nothing on it may be deleted',
  storage_recovered: 'A disk has room again',
  root_lost: 'A recording folder cannot be used',
  root_back: 'A recording folder is back',
  archive_failing: 'The archive does not take recordings',
  catalog_restored: 'The catalog was damaged and is restored',
  settings_broken: 'The settings file is broken: the defaults are in force',
  webhook_paused: 'A webhook is paused, because it failed too often',
  event: '{{camera}} saw something',
  person_recognised: '{{camera}} recognised a person',
} as const satisfies Record<AlertKind, string>;

/** The same in Vietnamese. */
const vietnamese = {
  camera_down: '{{camera}} mất hình',
  camera_back: '{{camera}} đã có hình lại',
  all_cameras_down: 'Tất cả camera đều mất hình',
  cameras_back: 'Các camera đã có hình lại',
  camera_unstable: '{{camera}} không ổn định',
  process_restarted: '{{camera}} đã được khởi động lại',
  recording_behind: '{{camera}} ghi được ít hơn mức cần có',
  storage_low: 'Một ổ đĩa sắp đầy',
  storage_critical: 'Một ổ đĩa đã đầy và không được phép xóa gì trên đó',
  storage_recovered: 'Ổ đĩa đã có lại chỗ trống',
  root_lost: 'Không dùng được một thư mục ghi hình',
  root_back: 'Một thư mục ghi hình đã dùng lại được',
  archive_failing: 'Kho lưu trữ không nhận bản ghi',
  catalog_restored: 'Danh mục bị hỏng và đã được khôi phục',
  settings_broken: 'Tệp cài đặt bị hỏng: đang dùng cài đặt mặc định',
  webhook_paused: 'Một webhook bị tạm dừng vì lỗi quá nhiều lần',
  event: '{{camera}} phát hiện đối tượng',
  person_recognised: '{{camera}} nhận ra một người',
} as const satisfies Record<AlertKind, string>;

/** The titles in every language of the interface. */
export const alertTitlesIn: Readonly<Record<Language, Readonly<Record<AlertKind, string>>>> = {
  en: alertTitles,
  vi: vietnamese,
};

/** What stands for the camera's name where it is not known. */
export const unnamedCamera: Readonly<Record<Language, string>> = { en: 'A camera', vi: 'Một camera' };
