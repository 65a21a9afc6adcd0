import { Injectable, type OnModuleInit, RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';

import { IS_PUBLIC, REQUIRED_SCOPE } from '#platform';

/** A route says who may call it, or the program does not start. */
@Injectable()
export class DeclaredAccess implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  onModuleInit(): void {
    const silent = this.discovery.getControllers().flatMap(({ metatype, instance }) => {
      if (!metatype) return [];
      const prototype = Object.getPrototypeOf(instance) as Record<string, (...given: unknown[]) => unknown>;
      return this.scanner.getAllMethodNames(prototype).flatMap((name) => {
        const handler = prototype[name];
        if (!handler || Reflect.getMetadata(METHOD_METADATA, handler) === undefined) return [];
        const declares = (key: string): boolean =>
          this.reflector.getAllAndOverride<unknown>(key, [handler, metatype]) !== undefined;
        return declares(IS_PUBLIC) || declares(REQUIRED_SCOPE) ? [] : [routeOf(metatype, handler)];
      });
    });
    if (silent.length > 0) throw new Error(`neither @Public() nor @RequireScope(…): ${silent.join(', ')}`);
  }
}

function routeOf(controller: object, handler: object): string {
  const path = [controller, handler].map((target) => String(Reflect.getMetadata(PATH_METADATA, target) ?? ''));
  const method = RequestMethod[Number(Reflect.getMetadata(METHOD_METADATA, handler))] ?? '';
  return `${method} ${path.join('/')}`;
}
