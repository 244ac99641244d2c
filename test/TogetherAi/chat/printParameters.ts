import { parametersMarkdown } from './parameterTable';
import { writePart } from '../../support/writePart';

// Renews the table of the README: npm run docs:parameters
void writePart('README.md', 'parameters', parametersMarkdown());
