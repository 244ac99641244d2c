import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// n8n-core reads these when it is loaded, so this module has to be imported before it. A folder of
// its own keeps runs away from the settings of an n8n that lives on the same machine. The engine
// creates it at its first run, so a process that runs nothing leaves nothing behind.
const home = join(tmpdir(), `n8n-sandbox-${randomUUID()}`);
process.env.N8N_USER_FOLDER = home;
process.env.N8N_ENCRYPTION_KEY = 'sandbox';
// Errors reach the caller in the run's result; n8n's logger would print them a second time.
process.env.N8N_LOG_LEVEL ??= 'silent';

/**
 * Deletes the temporary n8n home. The engine reads its settings once, at its first run, and does
 * not miss the folder afterwards. Safe to call many times.
 */
export function discardEngineHome(): void {
	rmSync(home, { recursive: true, force: true });
}

process.once('exit', discardEngineHome);
