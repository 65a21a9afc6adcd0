import { type Document, type Operation } from './document';

export interface Route {
  /** `GET /api/workouts/{id}` */
  name: string;
  operation: Operation;
}

interface Template extends Route {
  method: string;
  segments: string[];
}

/** Which operation of a document a request is for. */
export class Routes {
  private readonly templates: readonly Template[];

  constructor({ paths }: Document) {
    this.templates = Object.entries(paths)
      .flatMap(([path, operations]) =>
        Object.entries(operations).map(([method, operation]) => ({
          name: `${method.toUpperCase()} ${path}`,
          method: method.toUpperCase(),
          segments: path.split('/'),
          operation,
        })),
      )
      .sort((left, right) => parameters(left) - parameters(right));
  }

  /**
   * @param target as it stands in the request line, query and all
   * @returns null when the path leads to no operation, or is no URL
   */
  find(method: string, target: string): Route | null {
    const segments = decoded(target);
    const wanted = method === 'HEAD' ? 'GET' : method;
    return (
      this.templates.find((template) => template.method === wanted && segments && matches(template, segments)) ?? null
    );
  }
}

const isParameter = (segment: string): boolean => segment.startsWith('{');
const parameters = ({ segments }: Template): number => segments.filter(isParameter).length;
const matches = ({ segments }: Template, given: readonly string[]): boolean =>
  segments.length === given.length &&
  segments.every((segment, index) => isParameter(segment) || segment === given[index]);

function decoded(target: string): string[] | null {
  const [path = ''] = target.split(/[?#]/);
  try {
    return path.split('/').map(decodeURIComponent);
  } catch {
    return null;
  }
}
