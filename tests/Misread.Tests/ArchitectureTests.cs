using System.Reflection;
using System.Reflection.Emit;
using Misread.Data;
using Xunit;

namespace Misread.Tests;

/// <summary>Data flows one way: a folder uses the folders above it in this list, never one below.</summary>
public sealed class ArchitectureTests
{
    private static readonly string[] Order =
        ["IO", "Formats", "Numerics", "Imaging", "Data", "Geometry", "Nn", "Training", "Clustering", "Evaluation", "Findings", "Audit", "Charts", "Runs",
            "Experiments"];

    private static readonly OpCode[] OneByte = OpCodes(size: 1);
    private static readonly OpCode[] TwoByte = OpCodes(size: 2);

    [Fact]
    public void Every_type_lies_in_a_known_folder()
    {
        IEnumerable<string> unknown = Types().Select(FolderOf).Distinct(StringComparer.Ordinal).Where(f => !Order.Contains(f, StringComparer.Ordinal));
        Assert.Empty(unknown);
    }

    [Fact]
    public void Folders_use_only_those_before_them()
    {
        var wrong = new SortedSet<string>(StringComparer.Ordinal);
        foreach (Type type in Types())
        {
            int at = Array.IndexOf(Order, FolderOf(type));
            foreach (Type used in Uses(type).Where(t => t.Assembly == typeof(Dataset).Assembly && t.Namespace is not null))
            {
                if (Array.IndexOf(Order, FolderOf(used)) > at)
                    wrong.Add($"{type.FullName} uses {used.FullName}");
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void The_test_sees_what_a_method_body_uses() =>
        Assert.Contains(typeof(Misread.IO.AtomicFile), Uses(typeof(Misread.Formats.NpyFile)));

    private static IEnumerable<Type> Types() =>
        typeof(Dataset).Assembly.GetTypes().Where(t => t.Namespace?.StartsWith("Misread.", StringComparison.Ordinal) == true);

    private static string FolderOf(Type type) => type.Namespace!.Split('.').ElementAtOrDefault(1) ?? "";

    /// <summary>Base types, members' signatures, local variables and every type, method and field that a body names.</summary>
    private static HashSet<Type> Uses(Type type)
    {
        const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        var found = new HashSet<Type>();
        Add(type.BaseType);
        foreach (Type contract in type.GetInterfaces())
            Add(contract);
        foreach (FieldInfo field in type.GetFields(All))
            Add(field.FieldType);
        foreach (MethodBase method in type.GetMethods(All).Cast<MethodBase>().Concat(type.GetConstructors(All)))
        {
            Add((method as MethodInfo)?.ReturnType);
            foreach (ParameterInfo parameter in method.GetParameters())
                Add(parameter.ParameterType);
            if (method.GetMethodBody() is not { } body)
                continue;
            foreach (LocalVariableInfo local in body.LocalVariables)
                Add(local.LocalType);
            foreach (MemberInfo member in Members(method, body.GetILAsByteArray() ?? []))
            {
                Add(member as Type);
                Add(member.DeclaringType);
                if (member is MethodInfo { IsGenericMethod: true } generic)
                    generic.GetGenericArguments().ToList().ForEach(Add);
            }
        }

        return found;

        void Add(Type? used)
        {
            while (used is { HasElementType: true })
                used = used.GetElementType();
            if (used is null || !found.Add(used) || !used.IsGenericType)
                return;
            found.Add(used.GetGenericTypeDefinition());
            foreach (Type argument in used.GetGenericArguments())
                Add(argument);
        }
    }

    private static IEnumerable<MemberInfo> Members(MethodBase method, byte[] il)
    {
        Type[]? typeArguments = method.DeclaringType is { IsGenericType: true } t ? t.GetGenericArguments() : null;
        Type[]? methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (int at = 0; at < il.Length;)
        {
            OpCode code = il[at] == 0xFE ? TwoByte[il[at + 1]] : OneByte[il[at]];
            at += code.Size;
            if (code.OperandType is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok
                && method.Module.ResolveMember(BitConverter.ToInt32(il, at), typeArguments, methodArguments) is { } member)
            {
                yield return member;
            }

            at += code.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(il, at)),
                _ => 4,
            };
        }
    }

    private static OpCode[] OpCodes(int size)
    {
        var codes = new OpCode[256];
        foreach (FieldInfo field in typeof(System.Reflection.Emit.OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static))
        {
            if (field.GetValue(null) is OpCode code && code.Size == size)
                codes[code.Value & 0xFF] = code;
        }

        return codes;
    }
}
