using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace GatewayPipeline.Compiler.Xds;

/// <summary>Verbs for protobuf messages that keep equal messages equal in bytes.</summary>
internal static class MessageExtensions
{
    private const string TypeUrlPrefix = "type.googleapis.com/";

    extension(IMessage message)
    {
        public string TypeUrl => TypeUrlPrefix + message.Descriptor.FullName;

        /// <summary>The message's bytes with map entries sorted by key.</summary>
        public byte[] ToDeterministicBytes()
        {
            var buffer = new byte[message.CalculateSize()];
            using var output = new CodedOutputStream(buffer) { Deterministic = true };
            message.WriteTo(output);
            output.CheckNoSpaceLeft();

            return buffer;
        }

        /// <summary>
        /// Packs deterministically. <see cref="Any.Pack(IMessage)"/> does not: maps inside it keep insertion order.
        /// </summary>
        public Any ToAny() => new()
        {
            TypeUrl = message.TypeUrl,
            Value = UnsafeByteOperations.UnsafeWrap(message.ToDeterministicBytes()),
        };
    }

    extension(RouteV3.Route route)
    {
        /// <summary>What the route does with a request that goes on; made when it is first asked for.</summary>
        public RouteV3.RouteAction Forwarding => route.Route_ ??= new();
    }

    extension<T>(IEnumerable<T?> contributions)
        where T : class, IMessage<T>, new()
    {
        /// <summary>
        /// One message of many parts: later parts are merged over earlier ones, as protobuf merges. A part must not
        /// give a duration that another part gives too: protobuf would mix their seconds and nanoseconds. The first part
        /// becomes the whole, so each has to be made for this call.
        /// </summary>
        public T Merge()
        {
            T? whole = null;
            foreach (var part in contributions)
            {
                if (whole is null)
                {
                    whole = part;
                }
                else if (part is not null)
                {
                    whole.MergeFrom(part);
                }
            }

            return whole ?? new T();
        }
    }

    extension(TimeSpan time)
    {
        public Duration ToProto() => Duration.FromTimeSpan(time);
    }
}
