export { dataPaths, defaultDataDir, ensureDataDir, type DataPaths } from './data-dir.ts';
export { createKeyFileSecretBox, SecretError, type SecretFault } from './secret-box.ts';
export { createSettingsHistory, type SettingsHistory } from './settings-history.ts';
export { loadSettings, parseSettings, saveSettings, type LoadedSettings } from './settings-file.ts';
