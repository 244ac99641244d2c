import { FormError } from './formError';
import { show, type FormReader } from './values';

/** A text that a model is to read, as it is. */
export const sentText: FormReader<string> = (value, label) => {
	if (value === undefined || value === null) throw new FormError(label, 'is empty');
	if (typeof value !== 'string') {
		throw new FormError(
			label,
			`must be a text, but is ${show(value)}`,
			'Turn it into text with an expression, for instance {{ String($json.price) }}.',
		);
	}
	if (value.trim() === '') {
		throw new FormError(label, 'is empty', 'Leave items without a text out with a Filter node.');
	}
	return value;
};
