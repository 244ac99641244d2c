import type * as ClientModule from '../../nodes/shared/client/client';
import type * as SettingsModule from '../../nodes/shared/client/requestSettings';
import { loadCompiled } from '../paths';
import { bodyOf } from '../workload';

/** Our client without n8n: asks once, streamed, and hands over every token. */
export async function ourClient(baseUrl: string, apiKey: string) {
	const { TogetherClient } = await loadCompiled<typeof ClientModule>('client/client.js');
	const { readRequestSettings } = await loadCompiled<typeof SettingsModule>(
		'client/requestSettings.js',
	);
	const client = new TogetherClient({ apiKey, baseUrl }, readRequestSettings({ timeout: 60 }));
	return async (onToken: (token: string) => void): Promise<void> => {
		for await (const chunks of await client.chat.stream(bodyOf(0, true))) {
			for (const { deltas } of chunks) {
				for (const { content } of deltas) if (content) onToken(content);
			}
		}
	};
}
