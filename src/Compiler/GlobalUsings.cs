// Envoy's message names are ours too (Route, Listener, Cluster). Theirs always carry the alias of their package.
global using BootstrapV3 = Envoy.Config.Bootstrap.V3;
global using ClusterV3 = Envoy.Config.Cluster.V3;
global using CoreV3 = Envoy.Config.Core.V3;
global using EndpointV3 = Envoy.Config.Endpoint.V3;
global using HcmV3 = Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
global using HttpV3 = Envoy.Extensions.Upstreams.Http.V3;
global using ListenerV3 = Envoy.Config.Listener.V3;
global using MatcherV3 = Envoy.Type.Matcher.V3;
global using RouteV3 = Envoy.Config.Route.V3;
global using TlsV3 = Envoy.Extensions.TransportSockets.Tls.V3;
