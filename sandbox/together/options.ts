import type { BatchOptions } from './resources/batches/job';
import type { ChatOptions } from './resources/chat/chat';
import type { EmbeddingsOptions } from './resources/embeddings';
import type { AdmissionOptions } from './shared/admission';
import type { Intercept } from './shared/intercept';
import type { OrderFor } from './shared/order';

/** How a stand-in behaves: what all its resources share, and what single ones add. */
export interface StandInOptions extends AdmissionOptions, ChatOptions, EmbeddingsOptions {
	/** The only key that is let in; any key when left out. */
	apiKey?: string;
	/** Asked when a request arrives, before its body is read: what goes wrong with this one. */
	order?: OrderFor;
	/** Sees every request to a model first, before key, limits and latency. */
	intercept?: Intercept;
	/** Sees every other request first. */
	interceptOther?: Intercept;
	/** How batch jobs go. */
	batch?: BatchOptions;
	/** Serves https with this certificate, both PEM. */
	tls?: { key: string; cert: string };
}
