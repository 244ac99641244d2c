import { startStandIn } from '../standIn';
import { Problem } from './problem';

const DEFAULT_BASE_URL = 'https://api.together.ai/v1';

/** The server that answers: where it is, how to get in, how to name it, how to leave it. */
export interface AnsweringServer {
	credential: { apiKey: string; baseUrl: string };
	/** Which server it is, in words for the user. */
	description: string;
	close: () => Promise<void>;
}

/**
 * The real API when there is a key for it, else a stand-in that is started for the purpose.
 *
 * @throws Problem when TOGETHER_BASE_URL is not a URL.
 */
export async function chooseServer(env: NodeJS.ProcessEnv): Promise<AnsweringServer> {
	const apiKey = env.TOGETHER_API_KEY?.trim();
	if (apiKey) {
		const baseUrl = env.TOGETHER_BASE_URL?.trim() || DEFAULT_BASE_URL;
		return {
			credential: { apiKey, baseUrl },
			description: hostOf(baseUrl),
			close: () => Promise.resolve(),
		};
	}
	// Slow enough to watch the words arrive, quick enough not to wait for them.
	const standIn = await startStandIn({ latencyMs: 150, tokenDelayMs: 25 });
	return {
		credential: { apiKey: 'local-stand-in', baseUrl: standIn.url },
		description: `local stand-in at ${new URL(standIn.url).origin} - no real model was asked`,
		close: standIn.close,
	};
}

function hostOf(baseUrl: string): string {
	try {
		return new URL(baseUrl).host;
	} catch {
		throw new Problem(`TOGETHER_BASE_URL is not a URL: ${baseUrl}`);
	}
}
