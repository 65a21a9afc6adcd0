export { OpenApi, type Operation, type Schema } from '../../../../tools/openapi';
