import { FormError } from '../../form/formError';
import { number, text } from '../../form/values';

/** The fields that the node and the chat model have in common. */
export interface SamplingForm {
	model: unknown;
	temperature: unknown;
	maxTokens: unknown;
}

/** Their values, checked. */
export interface Sampling {
	model: string;
	temperature: number;
	maxTokens: number;
}

/**
 * Reads the fields that every chat needs.
 * @throws {FormError} naming the one that cannot be sent
 */
export function readSampling({ model, temperature, maxTokens }: SamplingForm): Sampling {
	return {
		model: readModel(model),
		temperature: number({ min: 0, max: 2 })(temperature, 'Temperature'),
		maxTokens: number({ min: 1, integer: true })(maxTokens, 'Max Tokens'),
	};
}

function readModel(value: unknown): string {
	if (typeof value !== 'string' || value.trim() === '') {
		throw new FormError('Model', 'is empty', 'Pick a model from the list or enter its ID.');
	}
	return text(value, 'Model');
}
