/** Where the service is. A build for another host changes this line and the manifest's host. */
export const API_BASE = "http://127.0.0.1:8787";
