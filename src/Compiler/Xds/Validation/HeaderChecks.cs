using System.Collections.Frozen;
using Envoy.Config.Core.V3;
using Envoy.Config.Route.V3;
using GatewayPipeline.Compiler.Diagnostics;
using Google.Protobuf.Collections;

namespace GatewayPipeline.Compiler.Xds.Validation;

/// <summary>Headers that may not be changed, and values whose format Envoy cannot read.</summary>
internal static class HeaderChecks
{
    private static readonly FrozenSet<string> needArgument = FrozenSet.ToFrozenSet(
        [
            "REQ", "RESP", "TRAILER", "DYNAMIC_METADATA", "CLUSTER_METADATA", "UPSTREAM_METADATA", "FILTER_STATE",
            "UPSTREAM_FILTER_STATE", "ENVIRONMENT", "REQUEST_HEADER", "RESPONSE_HEADER", "QUERY_PARAM",
        ],
        StringComparer.Ordinal);

    private static readonly FrozenSet<string> plain = """
        ACCESS_LOG_TYPE BYTES_RECEIVED BYTES_RETRANSMITTED BYTES_SENT COMMON_DURATION CONNECTION_ID
        CONNECTION_TERMINATION_DETAILS CUSTOM_FLAGS DOWNSTREAM_DETECTED_CLOSE_TYPE DOWNSTREAM_DIRECT_LOCAL_ADDRESS
        DOWNSTREAM_DIRECT_LOCAL_ADDRESS_WITHOUT_PORT DOWNSTREAM_DIRECT_LOCAL_PORT DOWNSTREAM_DIRECT_REMOTE_ADDRESS
        DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT DOWNSTREAM_DIRECT_REMOTE_PORT DOWNSTREAM_HANDSHAKE_DURATION
        DOWNSTREAM_HEADER_BYTES_RECEIVED DOWNSTREAM_HEADER_BYTES_SENT DOWNSTREAM_LOCAL_ADDRESS
        DOWNSTREAM_LOCAL_ADDRESS_WITHOUT_PORT DOWNSTREAM_LOCAL_CLOSE_REASON DOWNSTREAM_LOCAL_DNS_SAN
        DOWNSTREAM_LOCAL_EMAIL_SAN DOWNSTREAM_LOCAL_IP_SAN DOWNSTREAM_LOCAL_OTHERNAME_SAN DOWNSTREAM_LOCAL_PORT
        DOWNSTREAM_LOCAL_SUBJECT DOWNSTREAM_LOCAL_URI_SAN DOWNSTREAM_PEER_CERT DOWNSTREAM_PEER_CERT_V_END
        DOWNSTREAM_PEER_CERT_V_START DOWNSTREAM_PEER_CHAIN_FINGERPRINTS_1 DOWNSTREAM_PEER_CHAIN_FINGERPRINTS_256
        DOWNSTREAM_PEER_CHAIN_SERIALS DOWNSTREAM_PEER_DNS_SAN DOWNSTREAM_PEER_EMAIL_SAN DOWNSTREAM_PEER_FINGERPRINT_1
        DOWNSTREAM_PEER_FINGERPRINT_256 DOWNSTREAM_PEER_IP_SAN DOWNSTREAM_PEER_ISSUER DOWNSTREAM_PEER_OTHERNAME_SAN
        DOWNSTREAM_PEER_SERIAL DOWNSTREAM_PEER_SUBJECT DOWNSTREAM_PEER_URI_SAN DOWNSTREAM_REMOTE_ADDRESS
        DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT DOWNSTREAM_REMOTE_PORT DOWNSTREAM_TLS_CIPHER DOWNSTREAM_TLS_SESSION_ID
        DOWNSTREAM_TLS_VERSION DOWNSTREAM_TRANSPORT_FAILURE_REASON DOWNSTREAM_WIRE_BYTES_RECEIVED
        DOWNSTREAM_WIRE_BYTES_SENT DURATION EMIT_TIME FILTER_CHAIN_NAME GRPC_STATUS GRPC_STATUS_NUMBER HOSTNAME
        LOCAL_REPLY_BODY PATH PROTOCOL REQUESTED_SERVER_NAME REQUEST_DURATION REQUEST_HEADERS_BYTES REQUEST_TX_DURATION
        RESPONSE_CODE RESPONSE_CODE_DETAILS RESPONSE_DURATION RESPONSE_FLAGS RESPONSE_FLAGS_LONG RESPONSE_HEADERS_BYTES
        RESPONSE_TRAILERS_BYTES RESPONSE_TX_DURATION ROUNDTRIP_DURATION ROUTE_NAME START_TIME START_TIME_LOCAL
        STREAM_ID TLS_JA3_FINGERPRINT TLS_JA4_FINGERPRINT TRACE_ID UNIQUE_ID UPSTREAM_BYTES_RECEIVED
        UPSTREAM_BYTES_SENT UPSTREAM_CLUSTER UPSTREAM_CLUSTER_RAW UPSTREAM_CONNECTION_ID
        UPSTREAM_CONNECTION_POOL_READY_DURATION UPSTREAM_DETECTED_CLOSE_TYPE UPSTREAM_HEADER_BYTES_RECEIVED
        UPSTREAM_HEADER_BYTES_SENT UPSTREAM_HOST UPSTREAM_HOSTS_ATTEMPTED UPSTREAM_HOSTS_ATTEMPTED_WITHOUT_PORT
        UPSTREAM_HOST_NAME UPSTREAM_HOST_NAME_WITHOUT_PORT UPSTREAM_LOCAL_ADDRESS UPSTREAM_LOCAL_ADDRESS_WITHOUT_PORT
        UPSTREAM_LOCAL_CLOSE_REASON UPSTREAM_LOCAL_PORT UPSTREAM_PEER_CERT UPSTREAM_PEER_CERT_V_END
        UPSTREAM_PEER_CERT_V_START UPSTREAM_PEER_DNS_SAN UPSTREAM_PEER_IP_SAN UPSTREAM_PEER_ISSUER
        UPSTREAM_PEER_SUBJECT UPSTREAM_PEER_URI_SAN UPSTREAM_PROTOCOL UPSTREAM_REMOTE_ADDRESS
        UPSTREAM_REMOTE_ADDRESS_WITHOUT_PORT UPSTREAM_REMOTE_PORT UPSTREAM_REQUEST_ATTEMPT_COUNT UPSTREAM_TLS_CIPHER
        UPSTREAM_TLS_SESSION_ID UPSTREAM_TLS_VERSION UPSTREAM_TRANSPORT_FAILURE_REASON UPSTREAM_WIRE_BYTES_RECEIVED
        UPSTREAM_WIRE_BYTES_SENT VIRTUAL_CLUSTER_NAME
        """.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);

    public static IEnumerable<ConstraintViolation> Check(HeaderValueOption option)
    {
        if (option.Header is not { } header)
        {
            yield break;
        }

        if (IsProtected(header.Key))
        {
            yield return new(
                EnvoyRules.HeaderNotModifiable, "header.key",
                    $"'{header.Key}' may not be set; a rewrite changes host and path");
        }

        if (FormatError(header.Value) is { } words)
        {
            yield return new(EnvoyRules.HeaderFormatRefused, "header.value", words);
        }
    }

    public static IEnumerable<ConstraintViolation> Check(RouteConfiguration configuration) =>
        Removals(configuration.RequestHeadersToRemove, configuration.ResponseHeadersToRemove);

    public static IEnumerable<ConstraintViolation> Check(VirtualHost host) =>
        Removals(host.RequestHeadersToRemove, host.ResponseHeadersToRemove);

    public static IEnumerable<ConstraintViolation> Check(Route route) =>
        Removals(route.RequestHeadersToRemove, route.ResponseHeadersToRemove);

    public static IEnumerable<ConstraintViolation> Check(WeightedCluster.Types.ClusterWeight cluster) =>
        Removals(cluster.RequestHeadersToRemove, cluster.ResponseHeadersToRemove);

    /// <summary>What is wrong with a value's format, in words; null if Envoy can read it.</summary>
    internal static string? FormatError(string format)
    {
        for (var at = format.IndexOf('%', StringComparison.Ordinal); at >= 0;)
        {
            if (at + 1 < format.Length && format[at + 1] == '%')
            {
                at = format.IndexOf('%', at + 2);
                continue;
            }

            if (!TryReadCommand(format, at, out var name, out var hasArgument, out var end))
            {
                return $"no command begins at '{format[at..]}'; a percent sign itself is written %%";
            }

            if (!hasArgument && needArgument.Contains(name))
            {
                return $"%{name}% needs an argument, as in %{name}(NAME)%";
            }

            if (!needArgument.Contains(name) && !plain.Contains(name))
            {
                return $"%{name}% is no command of Envoy";
            }

            at = end < format.Length ? format.IndexOf('%', end) : -1;
        }

        return null;
    }

    // %NAME%, %NAME(argument)%, %NAME(argument):20%.
    private static bool TryReadCommand(string format, int start, out string name, out bool hasArgument, out int end)
    {
        end = start + 1;
        while (end < format.Length
            && (char.IsAsciiLetterUpper(format[end]) || char.IsAsciiDigit(format[end]) || format[end] == '_'))
        {
            end++;
        }

        name = format[(start + 1)..end];
        hasArgument = false;
        if (end < format.Length && format[end] == '(')
        {
            var close = format.IndexOf(')', end);
            hasArgument = close > end + 1;
            end = close < 0 ? format.Length : close + 1;
        }

        if (end < format.Length && format[end] == ':')
        {
            end++;
            while (end < format.Length && char.IsAsciiDigit(format[end]))
            {
                end++;
            }
        }

        return name.Length > 0 && end < format.Length && format[end++] == '%';
    }

    // Of thousands of routes hardly one removes a header.
    private static IEnumerable<ConstraintViolation> Removals(RepeatedField<string> ofRequest, RepeatedField<string> ofResponse) =>
        ofRequest.Count is 0 && ofResponse.Count is 0
            ? []
            : Removals("request_headers_to_remove", ofRequest).Concat(Removals("response_headers_to_remove", ofResponse));

    private static IEnumerable<ConstraintViolation> Removals(string field, IEnumerable<string> names) => names
        .Select((name, index) => (Name: name, Index: index))
        .Where(header => IsProtected(header.Name))
        .Select(header => new ConstraintViolation(
            EnvoyRules.HeaderNotModifiable, $"{field}[{header.Index}]", $"'{header.Name}' may not be removed"));

    private static bool IsProtected(string name) =>
        name.StartsWith(':') || name.Equals("host", StringComparison.OrdinalIgnoreCase);
}
