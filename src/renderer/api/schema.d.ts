// Written by `npm run api` from the code of src/engine/http; do not edit.

export interface paths {
    "/api/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the caller is signed in */
        get: operations["checkSession"];
        put?: never;
        /**
         * Exchange the one-time access token for a session
         * @description After ten wrong tokens within ten minutes the caller has to wait (`rate_limited`, Retry-After).
         */
        post: operations["signIn"];
        /** End the session */
        delete: operations["signOut"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cameras": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All cameras in their order, with state and figures */
        get: operations["listCameras"];
        put?: never;
        /**
         * Add a camera
         * @description The password is kept encrypted and never answered; `hasPassword` says that there is one.
         */
        post: operations["addCamera"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cameras/order": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Store the order of the list
         * @description Cameras that are left out keep their order after the named ones.
         */
        put: operations["orderCameras"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/demo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Add four simulated cameras */
        post: operations["addDemo"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cameras/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One camera */
        get: operations["getCamera"];
        /**
         * Change a camera
         * @description A password that is left out stays as it is; null removes it.
         */
        put: operations["updateCamera"];
        post?: never;
        /** Remove a camera and keep or delete its recordings */
        delete: operations["removeCamera"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cameras/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Changes of state, newest first */
        get: operations["cameraHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cameras/{id}/enabled": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Switch a camera on or off */
        post: operations["enableCamera"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cameras/{id}/try-now": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Connect at once instead of waiting for the next attempt */
        post: operations["tryCameraNow"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cameras/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The list of cameras as a file, without passwords */
        get: operations["exportCameras"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cameras/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add all cameras of a list, or none
         * @description `import_invalid` names what is wrong in which row: `row 3.source.mainUrl`.
         */
        post: operations["importCameras"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cameras/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try a connection before saving it
         * @description `cameraId` lends the stored password of that camera when none is given.
         */
        post: operations["testConnection"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cameras/{id}/snapshot": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One fresh frame as JPEG */
        get: operations["snapshot"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Recorded spans and gaps of cameras */
        get: operations["timeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cameras/{id}/days": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Days that hold footage of a camera */
        get: operations["days"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cameras/{id}/segments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Recording files of a camera that overlap a span, by time */
        get: operations["segments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cameras/{id}/links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A signed address of a span for other players
         * @description Whoever has the address may play exactly this span for six hours, without a session.
         */
        post: operations["mediaLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cameras/{id}/playlist.m3u8": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * HLS playlist of a span
         * @description Byte ranges of the recording files with programme date-time; it grows while the span does.
         */
        get: operations["playlist"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/segments/{file}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A recording file, or ranges of its bytes
         * @description Range and If-Range are served; of a growing file, what is written by now.
         */
        get: operations["segmentFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/footage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the recordings of each camera take up, and how far they reach back
         * @description Cameras that were removed and whose recordings were kept are in the list too.
         */
        get: operations["listFootage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/locks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Locked spans, by camera and time */
        get: operations["listLocks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cameras/{id}/locks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Lock a span: its recordings are deleted neither for their age nor to make room
         * @description Whole recording files that overlap the span are kept, also those that are recorded later.
         */
        post: operations["lockFootage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/locks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove a lock; footage that no other lock holds is subject to retention again */
        delete: operations["unlockFootage"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/detections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Events, the newest first
         * @description By the time at which they began. `endMs` is null while one lasts. The next page has `beforeId` = `next`; events that begin meanwhile do not shift it.
         */
        get: operations["listDetections"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/detections/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One event */
        get: operations["detection"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/detections/{id}/picture": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The picture in which it is seen best, as JPEG
         * @description May be exchanged for a better one until the event is over; then it never changes.
         */
        get: operations["detectionPicture"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/detection/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How detection fares now, per camera, and the processes that run the models */
        get: operations["detectionStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/detections/facets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Classes, kinds and zones that there are events of */
        get: operations["detectionFacets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/detections/counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Crossings of trip-wires by hour and class */
        get: operations["wireCounts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/detection/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What detection did in each run of a camera, the newest first */
        get: operations["detectionRuns"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The settings of the installation */
        get: operations["getSettings"];
        /**
         * Replace the settings
         * @description `restartNeeded` names the fields that take effect at the next start.
         */
        put: operations["setSettings"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/settings/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * States that the settings have been in
         * @description `broken` is set in safe mode: the settings file could not be used, and the defaults are in force.
         */
        get: operations["listSettingsVersions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/settings/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Put an earlier state into force */
        post: operations["restoreSettings"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/backup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Settings and cameras as a file, without passwords and keys */
        get: operations["getBackup"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/backup/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take settings, and if asked cameras that are missing, from a backup file
         * @description `import_invalid` names what is wrong in it; nothing is changed then.
         */
        post: operations["restoreBackup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The day so far of each camera, and the recorder's own process */
        get: operations["health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Figures for Prometheus
         * @description Needs a session like everything else: `authorization: Bearer …` of a session made with `as: bearer`.
         */
        get: operations["metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/system": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Version, ffmpeg, storage */
        get: operations["systemInfo"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alerts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Alerts, newest first
         * @description What lasts is one alert: `count` says how often it was reported, `endedMs` is null until it is over. `unread` counts all alerts that nobody has read. The next page begins before the last `id`.
         */
        get: operations["listAlerts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alerts/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Mark alerts as read, for all users of the installation
         * @description Either the alerts named by `ids`, or all up to and including the number `upToId`.
         */
        post: operations["readAlerts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/storage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Storage roots: state, room, footage, days left */
        get: operations["storage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/storage/roots/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes the disk that is at a root's path now, whatever was there before */
        post: operations["acceptStorageRoot"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Addresses that alerts are sent to, with how it goes */
        get: operations["listWebhooks"];
        put?: never;
        /**
         * Add a webhook
         * @description Alerts are sent as JSON by POST, signed with the secret when there is one: see docs/design/alerts.md. The secret is kept encrypted and never answered; `hasSecret` says that there is one.
         */
        post: operations["addWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhooks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change a webhook; a paused one is tried again at once
         * @description A secret that is left out stays as it is; null removes it.
         */
        put: operations["updateWebhook"];
        post?: never;
        /** Remove a webhook with all that waits to be sent to it */
        delete: operations["removeWebhook"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhooks/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a test and answer what came of it
         * @description Takes 10 s at most. A paused webhook that takes the test is sent what waits for it.
         */
        post: operations["testWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhooks/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Try a paused webhook again at once */
        post: operations["resumeWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/storage/tiers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is still to be moved and archived, at what rate, and what went wrong last */
        get: operations["tiersStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/archive/secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Set or remove the archive's secret key
         * @description It is kept encrypted and never answered; `hasSecret` of the status says that there is one.
         */
        put: operations["setArchiveSecret"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/archive/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Try an archive before it is saved: writes, reads and deletes a small object */
        post: operations["testArchive"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Models that come with Vigil, can be downloaded, or were added, with their states */
        get: operations["listModels"];
        put?: never;
        /**
         * Add a model from a file
         * @description The body is a form with the fields `name`, `labels` (optional: the names of its classes, one a line, in their order, 2,000 at most) and, last, `file`: the ONNX file, 500 MB at most. Or the body is the file itself, its name in the query. A file that the catalogue knows by its hash becomes the model of the catalogue.
         */
        post: operations["addModel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/models/{id}/download": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to download a model of the catalogue
         * @description Answers at once. How it goes is told by `models` events and by the list.
         */
        post: operations["downloadModel"];
        /** Give a download up, or forget that it failed */
        delete: operations["cancelModelDownload"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/models/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove an installed model; refused while a camera uses it */
        delete: operations["removeModel"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/models/{id}/try": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run a detector on a fresh picture of a camera
         * @description Answers the picture with what the model sees in it, and how long it took.
         */
        post: operations["tryModel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        CameraSourceInput: {
            /** @constant */
            kind: "rtsp";
            mainUrl: string;
            subUrl: string | null;
            /** @enum {string} */
            transport: "tcp" | "udp";
            username: string | null;
        } | {
            /** @constant */
            kind: "file";
            path: string;
        } | {
            /** @constant */
            kind: "device";
            device: string;
        };
        CameraBodyInput: {
            name: string;
            /** @default true */
            enabled?: boolean;
            source: components["schemas"]["CameraSourceInput"];
            password?: string | null;
            /** @default 5000 */
            connectTimeoutMs?: number;
            /** @default true */
            record?: boolean;
            /** @default {} */
            recording?: {
                /**
                 * @default continuous
                 * @enum {string}
                 */
                mode?: "continuous" | "motion" | "detection" | "off";
                /** @default [] */
                schedule?: {
                    day: number;
                    startMinute: number;
                    endMinute: number;
                    /** @enum {string} */
                    mode: "continuous" | "motion" | "detection" | "off";
                }[];
                /** @default 5 */
                preSeconds?: number;
                /** @default 10 */
                postSeconds?: number;
                /** @default 50 */
                motionSensitivity?: number;
                /** @default [] */
                motionMasks?: {
                    x: number;
                    y: number;
                }[][];
                /** @default false */
                analyseMotion?: boolean;
                /** @default {} */
                retention?: {
                    /** @default null */
                    continuousDays?: number | null;
                    /** @default null */
                    motionDays?: number | null;
                    /** @default null */
                    eventDays?: number | null;
                    /** @default null */
                    maxBytes?: number | null;
                };
            };
            /** @default {} */
            detection?: {
                /** @default false */
                enabled?: boolean;
                /** @default hog-people */
                model?: string;
                /**
                 * @default [
                 *       "person"
                 *     ]
                 */
                labels?: string[];
                /** @default 0.6 */
                minScore?: number;
                /** @default 5 */
                fps?: number;
                /** @default true */
                motionGate?: boolean;
                /** @default [] */
                masks?: {
                    x: number;
                    y: number;
                }[][];
                /** @default [] */
                zones?: {
                    id: string;
                    name: string;
                    polygon: {
                        x: number;
                        y: number;
                    }[];
                }[];
                /** @default [] */
                wires?: {
                    id: string;
                    name: string;
                    points: {
                        x: number;
                        y: number;
                    }[];
                }[];
                /** @default [] */
                rules?: ({
                    /** @constant */
                    kind: "appear";
                    id: string;
                    name: string;
                    /** @default true */
                    enabled?: boolean;
                    /** @default [] */
                    labels?: string[];
                    /** @default [] */
                    hours?: {
                        day: number;
                        startMinute: number;
                        endMinute: number;
                    }[];
                    /** @default false */
                    alert?: boolean;
                    /** @default null */
                    zoneId?: string | null;
                } | {
                    /** @constant */
                    kind: "enter";
                    id: string;
                    name: string;
                    /** @default true */
                    enabled?: boolean;
                    /** @default [] */
                    labels?: string[];
                    /** @default [] */
                    hours?: {
                        day: number;
                        startMinute: number;
                        endMinute: number;
                    }[];
                    /** @default false */
                    alert?: boolean;
                    zoneId: string;
                } | {
                    /** @constant */
                    kind: "leave";
                    id: string;
                    name: string;
                    /** @default true */
                    enabled?: boolean;
                    /** @default [] */
                    labels?: string[];
                    /** @default [] */
                    hours?: {
                        day: number;
                        startMinute: number;
                        endMinute: number;
                    }[];
                    /** @default false */
                    alert?: boolean;
                    zoneId: string;
                } | {
                    /** @constant */
                    kind: "loiter";
                    id: string;
                    name: string;
                    /** @default true */
                    enabled?: boolean;
                    /** @default [] */
                    labels?: string[];
                    /** @default [] */
                    hours?: {
                        day: number;
                        startMinute: number;
                        endMinute: number;
                    }[];
                    /** @default false */
                    alert?: boolean;
                    zoneId: string;
                    /** @default 10 */
                    seconds?: number;
                } | {
                    /** @constant */
                    kind: "cross";
                    id: string;
                    name: string;
                    /** @default true */
                    enabled?: boolean;
                    /** @default [] */
                    labels?: string[];
                    /** @default [] */
                    hours?: {
                        day: number;
                        startMinute: number;
                        endMinute: number;
                    }[];
                    /** @default false */
                    alert?: boolean;
                    wireId: string;
                    /**
                     * @default both
                     * @enum {string}
                     */
                    direction?: "in" | "out" | "both";
                })[];
                /** @default null */
                attributeModel?: string | null;
            };
        };
        SettingsInput: {
            /**
             * @default 1
             * @constant
             */
            version?: 1;
            /** @default {} */
            http?: {
                /** @default 127.0.0.1 */
                host?: string;
                /** @default 8640 */
                port?: number;
            };
            /** @default {} */
            recording?: {
                /** @default null */
                root?: string | null;
                /** @default 180 */
                segmentSeconds?: number;
            };
            /** @default {} */
            storage?: {
                /** @default [] */
                roots?: {
                    path: string;
                    /** @enum {string} */
                    kind: "fast" | "slow";
                }[];
                /** @default 100000000000 */
                minFreeBytes?: number;
                /** @default 10 */
                minFreePercent?: number;
                /** @default false */
                preallocate?: boolean;
                /** @default null */
                moveAfterHours?: number | null;
                /** @default 20000000 */
                moveBytesPerSecond?: number;
            };
            /** @default {} */
            archive?: {
                /** @default false */
                enabled?: boolean;
                /** @default null */
                endpoint?: string | null;
                /** @default us-east-1 */
                region?: string;
                /** @default  */
                bucket?: string;
                /** @default  */
                prefix?: string;
                /** @default  */
                accessKeyId?: string;
                /** @default 24 */
                afterHours?: number;
            };
            /** @default {} */
            retention?: {
                /** @default null */
                continuousDays?: number | null;
                /** @default null */
                motionDays?: number | null;
                /** @default null */
                eventDays?: number | null;
                /** @default null */
                maxBytes?: number | null;
            };
            /** @default {} */
            watch?: {
                /** @default 30 */
                everySeconds?: number;
                /** @default 80 */
                cpuWarnPercent?: number;
                /** @default 1000000000 */
                memoryLimitBytes?: number;
                /** @default 5 */
                mostRestarts?: number;
                /** @default 10 */
                restartWindowMinutes?: number;
                /** @default 30 */
                pauseMinutes?: number;
            };
            /** @default {} */
            alerts?: {
                /** @default true */
                desktop?: boolean;
                /** @default 90 */
                keepDays?: number;
            };
            /** @default {} */
            detection?: {
                /** @default 90 */
                keepDays?: number;
                /**
                 * @default auto
                 * @enum {string}
                 */
                provider?: "auto" | "cpu" | "webgpu" | "cuda" | "dml" | "coreml";
            };
            /** @default {} */
            ffmpeg?: {
                /** @default null */
                path?: string | null;
            };
            /** @default {} */
            reconnect?: {
                /** @default 5 */
                attempts?: number;
                /** @default 1000 */
                firstDelayMs?: number;
                /** @default 2 */
                factor?: number;
                /** @default 30000 */
                longestDelayMs?: number;
                /** @default 0.2 */
                jitter?: number;
                /** @default 60000 */
                slowRetryMs?: number;
            };
        };
        WebhookBodyInput: {
            name: string;
            url: string;
            secret?: string | null;
            /** @default null */
            kinds?: ("camera_down" | "camera_back" | "all_cameras_down" | "cameras_back" | "camera_unstable" | "process_restarted" | "recording_behind" | "storage_low" | "storage_critical" | "storage_recovered" | "root_lost" | "root_back" | "archive_failing" | "catalog_restored" | "settings_broken" | "webhook_paused" | "event" | "person_recognised")[] | null;
            /** @default true */
            enabled?: boolean;
        };
        ApiError: {
            /** @enum {string} */
            code: "validation_failed" | "unauthorized" | "forbidden" | "not_found" | "conflict" | "payload_too_large" | "rate_limited" | "camera_disabled" | "camera_offline" | "camera_unsupported" | "ffmpeg_missing" | "snapshot_failed" | "segment_missing" | "range_not_satisfiable" | "import_invalid" | "link_expired" | "storage_unavailable" | "archive_unavailable" | "demo_unavailable" | "model_invalid" | "disk_full" | "internal";
            message: string;
            details?: {
                path: string;
                message: string;
            }[];
        };
        CameraSource: {
            /** @constant */
            kind: "rtsp";
            mainUrl: string;
            subUrl: string | null;
            /** @enum {string} */
            transport: "tcp" | "udp";
            username: string | null;
        } | {
            /** @constant */
            kind: "file";
            path: string;
        } | {
            /** @constant */
            kind: "device";
            device: string;
        };
        Camera: {
            id: string;
            name: string;
            enabled: boolean;
            source: components["schemas"]["CameraSource"];
            hasPassword: boolean;
            connectTimeoutMs: number;
            record: boolean;
            recording: {
                /**
                 * @default continuous
                 * @enum {string}
                 */
                mode: "continuous" | "motion" | "detection" | "off";
                /** @default [] */
                schedule: {
                    day: number;
                    startMinute: number;
                    endMinute: number;
                    /** @enum {string} */
                    mode: "continuous" | "motion" | "detection" | "off";
                }[];
                /** @default 5 */
                preSeconds: number;
                /** @default 10 */
                postSeconds: number;
                /** @default 50 */
                motionSensitivity: number;
                /** @default [] */
                motionMasks: {
                    x: number;
                    y: number;
                }[][];
                /** @default false */
                analyseMotion: boolean;
                retention: {
                    /** @default null */
                    continuousDays: number | null;
                    /** @default null */
                    motionDays: number | null;
                    /** @default null */
                    eventDays: number | null;
                    /** @default null */
                    maxBytes: number | null;
                };
            };
            detection: {
                /** @default false */
                enabled: boolean;
                /** @default hog-people */
                model: string;
                /**
                 * @default [
                 *       "person"
                 *     ]
                 */
                labels: string[];
                /** @default 0.6 */
                minScore: number;
                /** @default 5 */
                fps: number;
                /** @default true */
                motionGate: boolean;
                /** @default [] */
                masks: {
                    x: number;
                    y: number;
                }[][];
                /** @default [] */
                zones: {
                    id: string;
                    name: string;
                    polygon: {
                        x: number;
                        y: number;
                    }[];
                }[];
                /** @default [] */
                wires: {
                    id: string;
                    name: string;
                    points: {
                        x: number;
                        y: number;
                    }[];
                }[];
                /** @default [] */
                rules: ({
                    /** @constant */
                    kind: "appear";
                    id: string;
                    name: string;
                    /** @default true */
                    enabled: boolean;
                    /** @default [] */
                    labels: string[];
                    /** @default [] */
                    hours: {
                        day: number;
                        startMinute: number;
                        endMinute: number;
                    }[];
                    /** @default false */
                    alert: boolean;
                    /** @default null */
                    zoneId: string | null;
                } | {
                    /** @constant */
                    kind: "enter";
                    id: string;
                    name: string;
                    /** @default true */
                    enabled: boolean;
                    /** @default [] */
                    labels: string[];
                    /** @default [] */
                    hours: {
                        day: number;
                        startMinute: number;
                        endMinute: number;
                    }[];
                    /** @default false */
                    alert: boolean;
                    zoneId: string;
                } | {
                    /** @constant */
                    kind: "leave";
                    id: string;
                    name: string;
                    /** @default true */
                    enabled: boolean;
                    /** @default [] */
                    labels: string[];
                    /** @default [] */
                    hours: {
                        day: number;
                        startMinute: number;
                        endMinute: number;
                    }[];
                    /** @default false */
                    alert: boolean;
                    zoneId: string;
                } | {
                    /** @constant */
                    kind: "loiter";
                    id: string;
                    name: string;
                    /** @default true */
                    enabled: boolean;
                    /** @default [] */
                    labels: string[];
                    /** @default [] */
                    hours: {
                        day: number;
                        startMinute: number;
                        endMinute: number;
                    }[];
                    /** @default false */
                    alert: boolean;
                    zoneId: string;
                    /** @default 10 */
                    seconds: number;
                } | {
                    /** @constant */
                    kind: "cross";
                    id: string;
                    name: string;
                    /** @default true */
                    enabled: boolean;
                    /** @default [] */
                    labels: string[];
                    /** @default [] */
                    hours: {
                        day: number;
                        startMinute: number;
                        endMinute: number;
                    }[];
                    /** @default false */
                    alert: boolean;
                    wireId: string;
                    /**
                     * @default both
                     * @enum {string}
                     */
                    direction: "in" | "out" | "both";
                })[];
                /** @default null */
                attributeModel: string | null;
            };
            demo: boolean;
            position: number;
            createdMs: number;
        };
        CameraStatus: {
            /** @constant */
            state: "disabled";
            sinceMs: number;
        } | {
            /** @constant */
            state: "connecting";
            sinceMs: number;
            attempt: number;
        } | {
            /** @constant */
            state: "ok";
            sinceMs: number;
        } | {
            /** @constant */
            state: "no_signal";
            sinceMs: number;
            /** @enum {string} */
            reason: "network_lost" | "host_unreachable" | "refused" | "unauthorized" | "not_found" | "unsupported" | "timeout" | "stalled" | "no_data" | "invalid_data" | "device_missing" | "ffmpeg_broken" | "ffmpeg_killed" | "disk" | "not_written" | "no_segment" | "time_jump" | "clock_drift" | "memory" | "unstable" | "ended" | "unknown";
        } | {
            /** @constant */
            state: "retrying";
            sinceMs: number;
            /** @enum {string} */
            reason: "network_lost" | "host_unreachable" | "refused" | "unauthorized" | "not_found" | "unsupported" | "timeout" | "stalled" | "no_data" | "invalid_data" | "device_missing" | "ffmpeg_broken" | "ffmpeg_killed" | "disk" | "not_written" | "no_segment" | "time_jump" | "clock_drift" | "memory" | "unstable" | "ended" | "unknown";
            attempt: number;
            maxAttempts: number;
            nextAttemptMs: number;
        } | {
            /** @constant */
            state: "connection_failed";
            sinceMs: number;
            /** @enum {string} */
            reason: "network_lost" | "host_unreachable" | "refused" | "unauthorized" | "not_found" | "unsupported" | "timeout" | "stalled" | "no_data" | "invalid_data" | "device_missing" | "ffmpeg_broken" | "ffmpeg_killed" | "disk" | "not_written" | "no_segment" | "time_jump" | "clock_drift" | "memory" | "unstable" | "ended" | "unknown";
            nextAttemptMs: number;
        };
        CameraStats: {
            cameraId: string;
            fps: number;
            bitrateBps: number;
            subFps: number | null;
            subBitrateBps: number | null;
            droppedFrames: number;
            drops: number;
            reconnects: number;
            restarts: number;
            cpuPercent: number | null;
            memoryBytes: number | null;
            withoutSub: boolean;
            blind: boolean;
            lastFrameMs: number | null;
            main: components["schemas"]["StreamFacts"] | null;
            sub: components["schemas"]["StreamFacts"] | null;
        };
        StreamFacts: {
            video: {
                /** @enum {string} */
                codec: "h264" | "hevc" | "mjpeg" | "mpeg4" | "av1" | "vp9" | "other";
                profile: string | null;
                width: number;
                height: number;
                fps: number | null;
            };
            audio: {
                codec: string;
                sampleRateHz: number;
                channels: number;
            } | null;
        };
        CameraView: {
            camera: components["schemas"]["Camera"];
            status: components["schemas"]["CameraStatus"];
            stats: components["schemas"]["CameraStats"] | null;
        };
        StateChange: {
            atMs: number;
            /** @enum {string} */
            state: "disabled" | "connecting" | "ok" | "no_signal" | "retrying" | "connection_failed";
            reason: (("network_lost" | "host_unreachable" | "refused" | "unauthorized" | "not_found" | "unsupported" | "timeout" | "stalled" | "no_data" | "invalid_data" | "device_missing" | "ffmpeg_broken" | "ffmpeg_killed" | "disk" | "not_written" | "no_segment" | "time_jump" | "clock_drift" | "memory" | "unstable" | "ended" | "unknown") | ("clock_set" | "resized" | "storage_changed" | "sub_lost" | "sub_back" | "codecs_known" | "frames_failed")) | null;
            attempt: number | null;
            log: string[];
        };
        ConnectionTestResult: {
            main: components["schemas"]["StreamTest"];
            sub: components["schemas"]["StreamTest"] | null;
        };
        StreamTest: {
            /** @constant */
            ok: true;
            facts: components["schemas"]["StreamFacts"];
            latencyMs: number;
            measuredFps: number;
            keyFrameIntervalMs: number | null;
            bitrateBps: number;
            stable: boolean;
            pictureBase64: string | null;
        } | {
            /** @constant */
            ok: false;
            /** @enum {string} */
            reason: "network_lost" | "host_unreachable" | "refused" | "unauthorized" | "not_found" | "unsupported" | "timeout" | "stalled" | "no_data" | "invalid_data" | "device_missing" | "ffmpeg_broken" | "ffmpeg_killed" | "disk" | "not_written" | "no_segment" | "time_jump" | "clock_drift" | "memory" | "unstable" | "ended" | "unknown";
            log: string[];
        };
        Segment: {
            key: string;
            cameraId: string;
            startMs: number;
            durationMs: number;
            sizeBytes: number;
            /** @enum {string} */
            videoCodec: "h264" | "hevc" | "mjpeg" | "mpeg4" | "av1" | "vp9" | "other";
            audioCodec: string | null;
            width: number;
            height: number;
        };
        Timeline: {
            nowMs: number;
            cameras: {
                cameraId: string;
                recorded: {
                    startMs: number;
                    endMs: number;
                }[];
                active: {
                    startMs: number;
                    endMs: number;
                    /** @enum {string} */
                    kind: "motion" | "event";
                }[];
                gaps: {
                    startMs: number;
                    endMs: number;
                    /** @enum {string} */
                    reason: "network_lost" | "host_unreachable" | "refused" | "unauthorized" | "not_found" | "unsupported" | "timeout" | "stalled" | "no_data" | "invalid_data" | "device_missing" | "ffmpeg_broken" | "ffmpeg_killed" | "disk" | "not_written" | "no_segment" | "time_jump" | "clock_drift" | "memory" | "unstable" | "ended" | "unknown" | "disabled" | "not_recording" | "stopped" | "renewed" | "no_motion" | "scheduled_off" | "lost";
                }[];
            }[];
        };
        Lock: {
            id: number;
            cameraId: string;
            cameraName: string;
            startMs: number;
            endMs: number;
            note: string;
            createdMs: number;
        };
        FootageUsage: {
            cameraId: string;
            oldestMs: number | null;
            newestMs: number | null;
            sizeBytes: number;
            continuousBytes: number;
            motionBytes: number;
            eventBytes: number;
            lockedBytes: number;
        };
        DetectionEvent: {
            id: number;
            cameraId: string;
            cameraName: string;
            trackId: number;
            /** @enum {string} */
            kind: "appear" | "enter" | "leave" | "loiter" | "cross";
            ruleId: string | null;
            ruleName: string | null;
            label: string;
            score: number;
            startMs: number;
            endMs: number | null;
            bestMs: number;
            bestBox: {
                x: number;
                y: number;
                w: number;
                h: number;
            };
            zones: string[];
            direction: ("in" | "out") | null;
            path: {
                x: number;
                y: number;
                atMs: number;
            }[];
            attributes: {
                name: string;
                value: string;
                score: number;
            }[];
            hasPicture: boolean;
        };
        DetectionRun: {
            cameraId: string;
            startMs: number;
            endMs: number;
            model: string;
            provider: string;
            frames: number;
            failedFrames: number;
            tracks: number;
            events: number;
            meanFps: number;
            meanInferenceMs: number;
        };
        Settings: {
            /**
             * @default 1
             * @constant
             */
            version: 1;
            http: {
                /** @default 127.0.0.1 */
                host: string;
                /** @default 8640 */
                port: number;
            };
            recording: {
                /** @default null */
                root: string | null;
                /** @default 180 */
                segmentSeconds: number;
            };
            storage: {
                /** @default [] */
                roots: {
                    path: string;
                    /** @enum {string} */
                    kind: "fast" | "slow";
                }[];
                /** @default 100000000000 */
                minFreeBytes: number;
                /** @default 10 */
                minFreePercent: number;
                /** @default false */
                preallocate: boolean;
                /** @default null */
                moveAfterHours: number | null;
                /** @default 20000000 */
                moveBytesPerSecond: number;
            };
            archive: {
                /** @default false */
                enabled: boolean;
                /** @default null */
                endpoint: string | null;
                /** @default us-east-1 */
                region: string;
                /** @default  */
                bucket: string;
                /** @default  */
                prefix: string;
                /** @default  */
                accessKeyId: string;
                /** @default 24 */
                afterHours: number;
            };
            retention: {
                /** @default null */
                continuousDays: number | null;
                /** @default null */
                motionDays: number | null;
                /** @default null */
                eventDays: number | null;
                /** @default null */
                maxBytes: number | null;
            };
            watch: {
                /** @default 30 */
                everySeconds: number;
                /** @default 80 */
                cpuWarnPercent: number;
                /** @default 1000000000 */
                memoryLimitBytes: number;
                /** @default 5 */
                mostRestarts: number;
                /** @default 10 */
                restartWindowMinutes: number;
                /** @default 30 */
                pauseMinutes: number;
            };
            alerts: {
                /** @default true */
                desktop: boolean;
                /** @default 90 */
                keepDays: number;
            };
            detection: {
                /** @default 90 */
                keepDays: number;
                /**
                 * @default auto
                 * @enum {string}
                 */
                provider: "auto" | "cpu" | "webgpu" | "cuda" | "dml" | "coreml";
            };
            ffmpeg: {
                /** @default null */
                path: string | null;
            };
            reconnect: {
                /** @default 5 */
                attempts: number;
                /** @default 1000 */
                firstDelayMs: number;
                /** @default 2 */
                factor: number;
                /** @default 30000 */
                longestDelayMs: number;
                /** @default 0.2 */
                jitter: number;
                /** @default 60000 */
                slowRetryMs: number;
            };
        };
        SystemInfo: {
            version: string;
            startedMs: number;
            ffmpeg: {
                path: string;
                version: string;
            } | null;
            storage: {
                root: string;
                freeBytes: number;
                totalBytes: number;
            } | null;
            demoAvailable: boolean;
        };
        Alert: {
            id: number;
            atMs: number;
            /** @enum {string} */
            kind: "camera_down" | "camera_back" | "all_cameras_down" | "cameras_back" | "camera_unstable" | "process_restarted" | "recording_behind" | "storage_low" | "storage_critical" | "storage_recovered" | "root_lost" | "root_back" | "archive_failing" | "catalog_restored" | "settings_broken" | "webhook_paused" | "event" | "person_recognised";
            /** @enum {string} */
            severity: "info" | "warning" | "critical";
            cameraId: string | null;
            cameraName: string | null;
            data: {
                [key: string]: string | number | boolean | null;
            };
            count: number;
            lastMs: number;
            endedMs: number | null;
            read: boolean;
        };
        Webhook: {
            id: string;
            createdMs: number;
            name: string;
            url: string;
            kinds: ("camera_down" | "camera_back" | "all_cameras_down" | "cameras_back" | "camera_unstable" | "process_restarted" | "recording_behind" | "storage_low" | "storage_critical" | "storage_recovered" | "root_lost" | "root_back" | "archive_failing" | "catalog_restored" | "settings_broken" | "webhook_paused" | "event" | "person_recognised")[] | null;
            enabled: boolean;
            hasSecret: boolean;
            status: {
                /** @enum {string} */
                state: "ok" | "retrying" | "paused" | "disabled";
                pending: number;
                dropped: number;
                failures: number;
                failingSinceMs: number | null;
                pausedMs: number | null;
                lastSuccessMs: number | null;
                lastFailure: {
                    /** @enum {string} */
                    reason: "unknown_host" | "refused" | "unreachable" | "timeout" | "tls" | "closed" | "nonsense" | "redirect" | "status" | "secret_unreadable" | "unknown";
                    status: number | null;
                    atMs: number;
                } | null;
            };
        };
        SendResult: {
            /** @constant */
            ok: true;
            status: number;
            tookMs: number;
        } | {
            /** @constant */
            ok: false;
            /** @enum {string} */
            reason: "unknown_host" | "refused" | "unreachable" | "timeout" | "tls" | "closed" | "nonsense" | "redirect" | "status" | "secret_unreadable" | "unknown";
            status: number | null;
            tookMs: number;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    checkSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Whether the caller is signed in */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        expiresMs: number;
                        session?: string;
                    };
                };
            };
            /** @description The request cannot be served: `code` says why, `details` name the fields */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The recorder cannot do it now; `code` says why */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    signIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    token: string;
                    /**
                     * @default cookie
                     * @enum {string}
                     */
                    as?: "cookie" | "bearer";
                };
            };
        };
        responses: {
            /** @description Exchange the one-time access token for a session */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        expiresMs: number;
                        session?: string;
                    };
                };
            };
            /** @description The request cannot be served: `code` says why, `details` name the fields */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The recorder cannot do it now; `code` says why */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    signOut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description End the session */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request cannot be served: `code` says why, `details` name the fields */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The recorder cannot do it now; `code` says why */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    listCameras: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All cameras in their order, with state and figures */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        cameras: components["schemas"]["CameraView"][];
                    };
                };
            };
            /** @description The request cannot be served: `code` says why, `details` name the fields */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The recorder cannot do it now; `code` says why */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    addCamera: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CameraBodyInput"];
            };
        };
        responses: {
            /** @description Add a camera */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CameraView"];
                };
            };
            /** @description The request cannot be served: `code` says why, `details` name the fields */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The recorder cannot do it now; `code` says why */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    orderCameras: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    ids: string[];
                };
            };
        };
        responses: {
            /** @description Store the order of the list */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request cannot be served: `code` says why, `details` name the fields */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The recorder cannot do it now; `code` says why */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    addDemo: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Add four simulated cameras */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        cameras: components["schemas"]["CameraView"][];
                    };
                };
            };
            /** @description The request cannot be served: `code` says why, `details` name the fields */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The recorder cannot do it now; `code` says why */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    getCamera: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One camera */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CameraView"];
                };
            };
            /** @description The request cannot be served: `code` says why, `details` name the fields */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The recorder cannot do it now; `code` says why */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    updateCamera: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CameraBodyInput"];
            };
        };
        responses: {
            /** @description Change a camera */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CameraView"];
                };
            };
            /** @description The request cannot be served: `code` says why, `details` name the fields */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The recorder cannot do it now; `code` says why */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    removeCamera: {
        parameters: {
            query: {
                recordings: "keep" | "delete" | "delete_locked";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Remove a camera and keep or delete its recordings */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request cannot be served: `code` says why, `details` name the fields */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The recorder cannot do it now; `code` says why */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    cameraHistory: {
        parameters: {
            query?: {
                limit?: number;
                beforeMs?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Changes of state, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        changes: components["schemas"]["StateChange"][];
                    };
                };
            };
            /** @description The request cannot be served: `code` says why, `details` name the fields */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The recorder cannot do it now; `code` says why */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    enableCamera: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    enabled: boolean;
                };
            };
        };
        responses: {
            /** @description Switch a camera on or off */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CameraView"];
                };
            };
            /** @description The request cannot be served: `code` says why, `details` name the fields */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The recorder cannot do it now; `code` says why */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    tryCameraNow: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Connect at once instead of waiting for the next attempt */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CameraView"];
                };
            };
            /** @description The request cannot be served: `code` says why, `details` name the fields */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The recorder cannot do it now; `code` says why */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    exportCameras: {
        parameters: {
            query?: {
                format?: "json" | "csv";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description JSON or CSV, as asked */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                };
            };
            /** @description The request cannot be served: `code` says why, `details` name the fields */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The recorder cannot do it now; `code` says why */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    importCameras: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    format: "json" | "csv";
                    text: string;
                };
            };
        };
        responses: {
            /** @description Add all cameras of a list, or none */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        added: number;
                    };
                };
            };
            /** @description The request cannot be served: `code` says why, `details` name the fields */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The recorder cannot do it now; `code` says why */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    testConnection: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    source: components["schemas"]["CameraSourceInput"];
                    password?: string | null;
                    cameraId?: string;
                    /** @default 5000 */
                    connectTimeoutMs?: number;
                };
            };
        };
        responses: {
            /** @description Try a connection before saving it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionTestResult"];
                };
            };
            /** @description The request cannot be served: `code` says why, `details` name the fields */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The recorder cannot do it now; `code` says why */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    snapshot: {
        parameters: {
            query?: {
                stream?: "sub" | "main";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The newest frame */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/jpeg": unknown;
                };
            };
            /** @description The request cannot be served: `code` says why, `details` name the fields */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The recorder cannot do it now; `code` says why */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    timeline: {
        parameters: {
            query: {
                cameraIds: string;
                startMs: number;
                endMs: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Recorded spans and gaps of cameras */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Timeline"];
                };
            };
            /** @description The request cannot be served: `code` says why, `details` name the fields */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The recorder cannot do it now; `code` says why */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    days: {
        parameters: {
            query?: {
                utcOffsetMinutes?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Days that hold footage of a camera */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        days: number[];
                    };
                };
            };
            /** @description The request cannot be served: `code` says why, `details` name the fields */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The recorder cannot do it now; `code` says why */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    segments: {
        parameters: {
            query: {
                startMs: number;
                endMs: number;
                limit?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Recording files of a camera that overlap a span, by time */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        segments: components["schemas"]["Segment"][];
                    };
                };
            };
            /** @description The request cannot be served: `code` says why, `details` name the fields */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The recorder cannot do it now; `code` says why */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    mediaLink: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    startMs: number;
                    endMs: number;
                };
            };
        };
        responses: {
            /** @description A signed address of a span for other players */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        url: string;
                        expiresMs: number;
                    };
                };
            };
            /** @description The request cannot be served: `code` says why, `details` name the fields */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The recorder cannot do it now; `code` says why */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    playlist: {
        parameters: {
            query: {
                startMs: number;
                endMs: number;
                access?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description RFC 8216 playlist */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.apple.mpegurl": unknown;
                };
            };
            /** @description The request cannot be served: `code` says why, `details` name the fields */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The recorder cannot do it now; `code` says why */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    segmentFile: {
        parameters: {
            query?: {
                download?: "0" | "1";
                access?: string;
            };
            header?: never;
            path: {
                file: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "video/mp4": unknown;
                };
            };
            /** @description The asked range */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "video/mp4": unknown;
                };
            };
            /** @description The request cannot be served: `code` says why, `details` name the fields */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The recorder cannot do it now; `code` says why */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    listFootage: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What the recordings of each camera take up, and how far they reach back */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        cameras: components["schemas"]["FootageUsage"][];
                    };
                };
            };
            /** @description The request cannot be served: `code` says why, `details` name the fields */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The recorder cannot do it now; `code` says why */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    listLocks: {
        parameters: {
            query?: {
                cameraId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Locked spans, by camera and time */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        locks: components["schemas"]["Lock"][];
                    };
                };
            };
            /** @description The request cannot be served: `code` says why, `details` name the fields */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The recorder cannot do it now; `code` says why */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    lockFootage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    startMs: number;
                    endMs: number;
                    /** @default  */
                    note?: string;
                };
            };
        };
        responses: {
            /** @description Lock a span: its recordings are deleted neither for their age nor to make room */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Lock"];
                };
            };
            /** @description The request cannot be served: `code` says why, `details` name the fields */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The recorder cannot do it now; `code` says why */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    unlockFootage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Remove a lock; footage that no other lock holds is subject to retention again */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request cannot be served: `code` says why, `details` name the fields */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The recorder cannot do it now; `code` says why */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    listDetections: {
        parameters: {
            query?: {
                cameraIds?: string;
                labels?: string;
                kinds?: string;
                zone?: string;
                fromMs?: number;
                toMs?: number;
                beforeId?: number;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events, the newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        events: components["schemas"]["DetectionEvent"][];
                        next: number | null;
                    };
                };
            };
            /** @description The request cannot be served: `code` says why, `details` name the fields */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The recorder cannot do it now; `code` says why */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    detection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One event */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DetectionEvent"];
                };
            };
            /** @description The request cannot be served: `code` says why, `details` name the fields */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The recorder cannot do it now; `code` says why */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    detectionPicture: {
        parameters: {
            query?: {
                which?: "crop" | "frame";
                v?: string;
            };
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The picture */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/jpeg": unknown;
                };
            };
            /** @description The request cannot be served: `code` says why, `details` name the fields */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The recorder cannot do it now; `code` says why */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    detectionStatus: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How detection fares now, per camera, and the processes that run the models */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        cameras: {
                            cameraId: string;
                            /** @enum {string} */
                            state: "off" | "loading" | "running" | "resting" | "slowed" | "no_frames" | "failed";
                            problem: ("missing" | "corrupt" | "unknown_family" | "wrong_purpose" | "hangs" | "crashes" | "failed") | null;
                            model: string | null;
                            provider: string | null;
                            wantedFps: number;
                            grantedFps: number;
                            actualFps: number;
                            latencyMs: number | null;
                            inferenceMs: number | null;
                            tracks: number;
                            failedFrames: number;
                        }[];
                        workers: {
                            pid: number | null;
                            /** @enum {string} */
                            state: "starting" | "idle" | "busy" | "stopped";
                            restarts: number;
                            readonly models: string[];
                            fallback: string | null;
                        }[];
                    };
                };
            };
            /** @description The request cannot be served: `code` says why, `details` name the fields */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The recorder cannot do it now; `code` says why */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    detectionFacets: {
        parameters: {
            query?: {
                cameraIds?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Classes, kinds and zones that there are events of */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        labels: string[];
                        kinds: ("appear" | "enter" | "leave" | "loiter" | "cross")[];
                        zones: string[];
                    };
                };
            };
            /** @description The request cannot be served: `code` says why, `details` name the fields */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The recorder cannot do it now; `code` says why */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    wireCounts: {
        parameters: {
            query: {
                cameraIds?: string;
                startMs: number;
                endMs: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Crossings of trip-wires by hour and class */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        hours: {
                            cameraId: string;
                            wireId: string;
                            name: string;
                            label: string;
                            hourMs: number;
                            in: number;
                            out: number;
                        }[];
                    };
                };
            };
            /** @description The request cannot be served: `code` says why, `details` name the fields */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The recorder cannot do it now; `code` says why */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    detectionRuns: {
        parameters: {
            query?: {
                cameraIds?: string;
                fromMs?: number;
                toMs?: number;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What detection did in each run of a camera, the newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        runs: components["schemas"]["DetectionRun"][];
                    };
                };
            };
            /** @description The request cannot be served: `code` says why, `details` name the fields */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The recorder cannot do it now; `code` says why */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    getSettings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The settings of the installation */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Settings"];
                };
            };
            /** @description The request cannot be served: `code` says why, `details` name the fields */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The recorder cannot do it now; `code` says why */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    setSettings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SettingsInput"];
            };
        };
        responses: {
            /** @description Replace the settings */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        settings: components["schemas"]["Settings"];
                        restartNeeded: string[];
                    };
                };
            };
            /** @description The request cannot be served: `code` says why, `details` name the fields */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The recorder cannot do it now; `code` says why */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    listSettingsVersions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description States that the settings have been in */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        versions: {
                            atMs: number;
                        }[];
                        broken: {
                            keptAs: string;
                            problems: string[];
                        } | null;
                    };
                };
            };
            /** @description The request cannot be served: `code` says why, `details` name the fields */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The recorder cannot do it now; `code` says why */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    restoreSettings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    atMs: number;
                };
            };
        };
        responses: {
            /** @description Put an earlier state into force */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        settings: components["schemas"]["Settings"];
                        restartNeeded: string[];
                    };
                };
            };
            /** @description The request cannot be served: `code` says why, `details` name the fields */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The recorder cannot do it now; `code` says why */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    getBackup: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A backup */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description The request cannot be served: `code` says why, `details` name the fields */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The recorder cannot do it now; `code` says why */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    restoreBackup: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    text: string;
                    cameras: boolean;
                };
            };
        };
        responses: {
            /** @description Take settings, and if asked cameras that are missing, from a backup file */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        settings: components["schemas"]["Settings"];
                        restartNeeded: string[];
                        camerasAdded: number;
                    };
                };
            };
            /** @description The request cannot be served: `code` says why, `details` name the fields */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The recorder cannot do it now; `code` says why */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    health: {
        parameters: {
            query?: {
                utcOffsetMinutes?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The day so far of each camera, and the recorder's own process */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        nowMs: number;
                        startedMs: number;
                        dayStartMs: number;
                        process: {
                            cpuPercent: number;
                            memoryBytes: number;
                            loopUtilization: number;
                        };
                        cameras: {
                            cameraId: string;
                            gaps: number;
                            gapMs: number;
                            longestGapMs: number;
                            recordedShare: number | null;
                            failures: number;
                        }[];
                    };
                };
            };
            /** @description The request cannot be served: `code` says why, `details` name the fields */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The recorder cannot do it now; `code` says why */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    metrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Prometheus text format */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": unknown;
                };
            };
            /** @description The request cannot be served: `code` says why, `details` name the fields */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The recorder cannot do it now; `code` says why */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    systemInfo: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Version, ffmpeg, storage */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SystemInfo"];
                };
            };
            /** @description The request cannot be served: `code` says why, `details` name the fields */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The recorder cannot do it now; `code` says why */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    listAlerts: {
        parameters: {
            query?: {
                beforeId?: number;
                limit?: number;
                kinds?: string;
                severities?: string;
                cameraId?: string;
                fromMs?: number;
                toMs?: number;
                unread?: "0" | "1";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Alerts, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        alerts: components["schemas"]["Alert"][];
                        unread: number;
                    };
                };
            };
            /** @description The request cannot be served: `code` says why, `details` name the fields */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The recorder cannot do it now; `code` says why */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    readAlerts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    ids: number[];
                } | {
                    upToId: number;
                };
            };
        };
        responses: {
            /** @description Mark alerts as read, for all users of the installation */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        unread: number;
                    };
                };
            };
            /** @description The request cannot be served: `code` says why, `details` name the fields */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The recorder cannot do it now; `code` says why */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    storage: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Storage roots: state, room, footage, days left */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        roots: {
                            path: string;
                            /** @enum {string} */
                            kind: "fast" | "slow";
                            /** @enum {string} */
                            state: "ok" | "low" | "critical" | "missing" | "wrong_disk" | "read_only" | "failing" | "slow";
                            problem: string | null;
                            configured: boolean;
                            preferred: boolean;
                            freeBytes: number | null;
                            totalBytes: number | null;
                            minFreeBytes: number | null;
                            usedBytes: number;
                            segments: number;
                            oldestMs: number | null;
                            bytesPerDay: number;
                            daysLeft: number | null;
                        }[];
                    };
                };
            };
            /** @description The request cannot be served: `code` says why, `details` name the fields */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The recorder cannot do it now; `code` says why */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    acceptStorageRoot: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    path: string;
                };
            };
        };
        responses: {
            /** @description Takes the disk that is at a root's path now, whatever was there before */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        roots: {
                            path: string;
                            /** @enum {string} */
                            kind: "fast" | "slow";
                            /** @enum {string} */
                            state: "ok" | "low" | "critical" | "missing" | "wrong_disk" | "read_only" | "failing" | "slow";
                            problem: string | null;
                            configured: boolean;
                            preferred: boolean;
                            freeBytes: number | null;
                            totalBytes: number | null;
                            minFreeBytes: number | null;
                            usedBytes: number;
                            segments: number;
                            oldestMs: number | null;
                            bytesPerDay: number;
                            daysLeft: number | null;
                        }[];
                    };
                };
            };
            /** @description The request cannot be served: `code` says why, `details` name the fields */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The recorder cannot do it now; `code` says why */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    listWebhooks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Addresses that alerts are sent to, with how it goes */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        webhooks: components["schemas"]["Webhook"][];
                    };
                };
            };
            /** @description The request cannot be served: `code` says why, `details` name the fields */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The recorder cannot do it now; `code` says why */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    addWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookBodyInput"];
            };
        };
        responses: {
            /** @description Add a webhook */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            /** @description The request cannot be served: `code` says why, `details` name the fields */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The recorder cannot do it now; `code` says why */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    updateWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookBodyInput"];
            };
        };
        responses: {
            /** @description Change a webhook; a paused one is tried again at once */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            /** @description The request cannot be served: `code` says why, `details` name the fields */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The recorder cannot do it now; `code` says why */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    removeWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Remove a webhook with all that waits to be sent to it */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request cannot be served: `code` says why, `details` name the fields */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The recorder cannot do it now; `code` says why */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    testWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Send a test and answer what came of it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SendResult"];
                };
            };
            /** @description The request cannot be served: `code` says why, `details` name the fields */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The recorder cannot do it now; `code` says why */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    resumeWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Try a paused webhook again at once */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            /** @description The request cannot be served: `code` says why, `details` name the fields */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The recorder cannot do it now; `code` says why */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    tiersStatus: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What is still to be moved and archived, at what rate, and what went wrong last */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        hasSecret: boolean;
                        bytesPerSecond: number;
                        moving: {
                            queue: {
                                segments: number;
                                bytes: number;
                            };
                            lastError: {
                                atMs: number;
                                message: string;
                            } | null;
                        };
                        archiving: {
                            /** @enum {string} */
                            state: "off" | "ok" | "failing";
                            queue: {
                                segments: number;
                                bytes: number;
                            };
                            lastError: {
                                atMs: number;
                                /** @enum {string} */
                                fault: "not_set_up" | "no_secret" | "wrong_key" | "denied" | "no_bucket" | "wrong_region" | "unreachable" | "timeout" | "bad_certificate" | "clock_skew" | "server_error" | "refused" | "corrupted" | "no_upload" | "no_object";
                                message: string;
                            } | null;
                        };
                    };
                };
            };
            /** @description The request cannot be served: `code` says why, `details` name the fields */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The recorder cannot do it now; `code` says why */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    setArchiveSecret: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    secretKey: string | null;
                };
            };
        };
        responses: {
            /** @description Set or remove the archive's secret key */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request cannot be served: `code` says why, `details` name the fields */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The recorder cannot do it now; `code` says why */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    testArchive: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    endpoint: string | null;
                    region: string;
                    bucket: string;
                    prefix: string;
                    accessKeyId: string;
                    secretKey?: string;
                };
            };
        };
        responses: {
            /** @description Try an archive before it is saved: writes, reads and deletes a small object */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        ok: true;
                    } | {
                        /** @enum {boolean} */
                        ok: false;
                        /** @enum {string} */
                        fault: "not_set_up" | "no_secret" | "wrong_key" | "denied" | "no_bucket" | "wrong_region" | "unreachable" | "timeout" | "bad_certificate" | "clock_skew" | "server_error" | "refused" | "corrupted" | "no_upload" | "no_object";
                        message: string;
                    };
                };
            };
            /** @description The request cannot be served: `code` says why, `details` name the fields */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The recorder cannot do it now; `code` says why */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    listModels: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Models that come with Vigil, can be downloaded, or were added, with their states */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        models: {
                            id: string;
                            name: string;
                            /** @enum {string} */
                            source: "bundled" | "catalogue" | "file";
                            /** @enum {string} */
                            purpose: "detector" | "classifier";
                            licence: string | null;
                            publisher: string | null;
                            homepage: string | null;
                            family: string;
                            labels: string[];
                            input: {
                                width: number;
                                height: number;
                            } | null;
                            sizeBytes: number;
                            sha256: string | null;
                            recommended: boolean;
                            speed: ("very_fast" | "fast" | "medium" | "slow") | null;
                            cocoAp: number | null;
                            addedMs: number | null;
                            usedBy: string[];
                            state: {
                                /** @enum {string} */
                                state: "ready";
                            } | {
                                /** @enum {string} */
                                state: "available";
                            } | {
                                /** @enum {string} */
                                state: "downloading";
                                /** @enum {string} */
                                phase: "connecting" | "receiving" | "waiting" | "checking";
                                bytes: number;
                                totalBytes: number;
                            } | {
                                /** @enum {string} */
                                state: "failed";
                                /** @enum {string} */
                                reason: "unreachable" | "timeout" | "not_found" | "refused" | "bad_redirect" | "wrong_size" | "wrong_hash" | "too_large" | "disk_full" | "disk" | "empty" | "unusable";
                                problem: ("missing" | "corrupt" | "unknown_family" | "wrong_purpose" | "hangs" | "crashes" | "failed") | null;
                                status: number | null;
                            } | {
                                /** @enum {string} */
                                state: "damaged";
                            };
                        }[];
                    };
                };
            };
            /** @description The request cannot be served: `code` says why, `details` name the fields */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The recorder cannot do it now; `code` says why */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    addModel: {
        parameters: {
            query?: {
                name?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Add a model from a file */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        name: string;
                        /** @enum {string} */
                        source: "bundled" | "catalogue" | "file";
                        /** @enum {string} */
                        purpose: "detector" | "classifier";
                        licence: string | null;
                        publisher: string | null;
                        homepage: string | null;
                        family: string;
                        labels: string[];
                        input: {
                            width: number;
                            height: number;
                        } | null;
                        sizeBytes: number;
                        sha256: string | null;
                        recommended: boolean;
                        speed: ("very_fast" | "fast" | "medium" | "slow") | null;
                        cocoAp: number | null;
                        addedMs: number | null;
                        usedBy: string[];
                        state: {
                            /** @enum {string} */
                            state: "ready";
                        } | {
                            /** @enum {string} */
                            state: "available";
                        } | {
                            /** @enum {string} */
                            state: "downloading";
                            /** @enum {string} */
                            phase: "connecting" | "receiving" | "waiting" | "checking";
                            bytes: number;
                            totalBytes: number;
                        } | {
                            /** @enum {string} */
                            state: "failed";
                            /** @enum {string} */
                            reason: "unreachable" | "timeout" | "not_found" | "refused" | "bad_redirect" | "wrong_size" | "wrong_hash" | "too_large" | "disk_full" | "disk" | "empty" | "unusable";
                            problem: ("missing" | "corrupt" | "unknown_family" | "wrong_purpose" | "hangs" | "crashes" | "failed") | null;
                            status: number | null;
                        } | {
                            /** @enum {string} */
                            state: "damaged";
                        };
                    };
                };
            };
            /** @description The request cannot be served: `code` says why, `details` name the fields */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The recorder cannot do it now; `code` says why */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    downloadModel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Begin to download a model of the catalogue */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        name: string;
                        /** @enum {string} */
                        source: "bundled" | "catalogue" | "file";
                        /** @enum {string} */
                        purpose: "detector" | "classifier";
                        licence: string | null;
                        publisher: string | null;
                        homepage: string | null;
                        family: string;
                        labels: string[];
                        input: {
                            width: number;
                            height: number;
                        } | null;
                        sizeBytes: number;
                        sha256: string | null;
                        recommended: boolean;
                        speed: ("very_fast" | "fast" | "medium" | "slow") | null;
                        cocoAp: number | null;
                        addedMs: number | null;
                        usedBy: string[];
                        state: {
                            /** @enum {string} */
                            state: "ready";
                        } | {
                            /** @enum {string} */
                            state: "available";
                        } | {
                            /** @enum {string} */
                            state: "downloading";
                            /** @enum {string} */
                            phase: "connecting" | "receiving" | "waiting" | "checking";
                            bytes: number;
                            totalBytes: number;
                        } | {
                            /** @enum {string} */
                            state: "failed";
                            /** @enum {string} */
                            reason: "unreachable" | "timeout" | "not_found" | "refused" | "bad_redirect" | "wrong_size" | "wrong_hash" | "too_large" | "disk_full" | "disk" | "empty" | "unusable";
                            problem: ("missing" | "corrupt" | "unknown_family" | "wrong_purpose" | "hangs" | "crashes" | "failed") | null;
                            status: number | null;
                        } | {
                            /** @enum {string} */
                            state: "damaged";
                        };
                    };
                };
            };
            /** @description The request cannot be served: `code` says why, `details` name the fields */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The recorder cannot do it now; `code` says why */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    cancelModelDownload: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Give a download up, or forget that it failed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        name: string;
                        /** @enum {string} */
                        source: "bundled" | "catalogue" | "file";
                        /** @enum {string} */
                        purpose: "detector" | "classifier";
                        licence: string | null;
                        publisher: string | null;
                        homepage: string | null;
                        family: string;
                        labels: string[];
                        input: {
                            width: number;
                            height: number;
                        } | null;
                        sizeBytes: number;
                        sha256: string | null;
                        recommended: boolean;
                        speed: ("very_fast" | "fast" | "medium" | "slow") | null;
                        cocoAp: number | null;
                        addedMs: number | null;
                        usedBy: string[];
                        state: {
                            /** @enum {string} */
                            state: "ready";
                        } | {
                            /** @enum {string} */
                            state: "available";
                        } | {
                            /** @enum {string} */
                            state: "downloading";
                            /** @enum {string} */
                            phase: "connecting" | "receiving" | "waiting" | "checking";
                            bytes: number;
                            totalBytes: number;
                        } | {
                            /** @enum {string} */
                            state: "failed";
                            /** @enum {string} */
                            reason: "unreachable" | "timeout" | "not_found" | "refused" | "bad_redirect" | "wrong_size" | "wrong_hash" | "too_large" | "disk_full" | "disk" | "empty" | "unusable";
                            problem: ("missing" | "corrupt" | "unknown_family" | "wrong_purpose" | "hangs" | "crashes" | "failed") | null;
                            status: number | null;
                        } | {
                            /** @enum {string} */
                            state: "damaged";
                        };
                    };
                };
            };
            /** @description The request cannot be served: `code` says why, `details` name the fields */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The recorder cannot do it now; `code` says why */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    removeModel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Remove an installed model; refused while a camera uses it */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request cannot be served: `code` says why, `details` name the fields */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The recorder cannot do it now; `code` says why */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    tryModel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    cameraId: string;
                };
            };
        };
        responses: {
            /** @description Run a detector on a fresh picture of a camera */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        jpeg: string;
                        width: number;
                        height: number;
                        detections: {
                            label: string;
                            score: number;
                            box: {
                                x: number;
                                y: number;
                                w: number;
                                h: number;
                            };
                        }[];
                        msPerPicture: number;
                        runs: number;
                        provider: string;
                    };
                };
            };
            /** @description The request cannot be served: `code` says why, `details` name the fields */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The recorder cannot do it now; `code` says why */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
}
