using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace Faucet.Engine.Tests.Data.SqlServer;

/// <summary>What a series of data definition statements makes of an empty database.</summary>
/// <remarks>The compiler takes only the end of the story: it knows no ALTER of a column and no rename, so these are applied here.</remarks>
internal sealed class SqlServerSchema
{
    public SortedDictionary<string, CreateTableStatement> Tables { get; } = new(StringComparer.OrdinalIgnoreCase);

    public SortedDictionary<string, CreateIndexStatement> Indexes { get; } = new(StringComparer.OrdinalIgnoreCase);

    public SortedDictionary<string, CreateTriggerStatement> Triggers { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Applies one statement.</summary>
    /// <returns>False: it is none of data definition, and is for the compiler to judge.</returns>
    /// <exception cref="NotSupportedException">Data definition that nobody has needed yet: teach it here.</exception>
    public bool Apply(TSqlStatement statement)
    {
        switch (statement)
        {
            case CreateTableStatement create:
                Tables.Add(NameOf(create.SchemaObjectName), create);
                return true;
            case CreateIndexStatement create:
                Indexes.Add(IndexKey(create.OnName, create.Name), create);
                return true;
            case CreateTriggerStatement create:
                Triggers.Add(NameOf(create.Name), create);
                return true;
            case AlterTableAddTableElementStatement add:
                Add(TableOf(add.SchemaObjectName), add.Definition);
                return true;
            case AlterTableAlterColumnStatement alter:
                Alter(TableOf(alter.SchemaObjectName), alter);
                return true;
            case AlterTableDropTableElementStatement drop:
                drop.AlterTableDropTableElements.ToList().ForEach(element => Drop(TableOf(drop.SchemaObjectName), element));
                return true;
            case DropTableStatement drop:
                drop.Objects.ToList().ForEach(DropTable);
                return true;
            case DropIndexStatement drop:
                foreach (var clause in drop.DropIndexClauses.Cast<DropIndexClause>())
                {
                    Remove(Indexes, IndexKey(clause.Object, clause.Index));
                }

                return true;
            case DropTriggerStatement drop:
                drop.Objects.ToList().ForEach(name => Remove(Triggers, NameOf(name)));
                return true;
            case ExecuteStatement { ExecuteSpecification.ExecutableEntity: ExecutableStringList { Strings: [StringLiteral text] } }:
                // A statement that must be alone in its batch, and so is a batch of its own.
                return TSql.ParseBatch(text.Value).All(Apply);
            case ExecuteStatement { ExecuteSpecification.ExecutableEntity: ExecutableProcedureReference procedure } when NameOf(procedure.ProcedureReference.ProcedureReference.Name) == "sp_rename":
                Rename([.. procedure.Parameters.Select(p => ((StringLiteral)p.ParameterValue).Value)]);
                return true;
            case IfStatement { ThenStatement: BeginEndBlockStatement { StatementList.Statements: [CreateTableStatement create] } }:
                // EF Core makes its own table so.
                return Apply(create);
            case AlterTableStatement or AlterIndexStatement or DropObjectsStatement:
                throw new NotSupportedException(statement.Text());
            default:
                return false;
        }
    }

    /// <summary>All of it as statements, for the compiler.</summary>
    public IEnumerable<string> ToStatements()
    {
        foreach (var statement in Tables.Values.Cast<TSqlStatement>().Concat(Indexes.Values).Concat(Triggers.Values))
        {
            yield return Write(statement);
        }
    }

    /// <summary>The same in lines that can be compared: the order of columns is none of a schema's business.</summary>
    public IReadOnlyList<string> ToLines() =>
    [
        .. Tables.SelectMany(table => table.Value.Definition.ColumnDefinitions.Cast<TSqlFragment>().Concat(table.Value.Definition.TableConstraints)
            .Select(part => $"{table.Key}: {Write(part)}")).Order(StringComparer.Ordinal),
        .. Indexes.Values.Select(Write),
    ];

    public static string NameOf(SchemaObjectName name) => name.BaseIdentifier.Value;

    private static string Write(TSqlFragment fragment)
    {
        new Sql160ScriptGenerator().GenerateScript(fragment, out var text);
        return text;
    }

    private static string IndexKey(SchemaObjectName table, Identifier index) => $"{NameOf(table)}.{index.Value}";

    private static void Remove<T>(SortedDictionary<string, T> from, string name)
    {
        if (!from.Remove(name))
        {
            throw new FormatException($"There is no {name} to drop.");
        }
    }

    private static void Add(TableDefinition table, TableDefinition added)
    {
        foreach (var column in added.ColumnDefinitions)
        {
            // It was for the rows that were there; the model knows of none.
            column.DefaultConstraint = null;
            table.ColumnDefinitions.Add(column);
        }

        added.TableConstraints.ToList().ForEach(table.TableConstraints.Add);
    }

    private static void Alter(TableDefinition table, AlterTableAlterColumnStatement alter)
    {
        var column = table.ColumnDefinitions.Single(c => c.ColumnIdentifier.Value == alter.ColumnIdentifier.Value);
        column.DataType = alter.DataType;
        column.Constraints.OfType<NullableConstraintDefinition>().ToList().ForEach(c => column.Constraints.Remove(c));
        column.Constraints.Add(new NullableConstraintDefinition
        {
            Nullable = alter.AlterTableAlterColumnOption is AlterTableAlterColumnOption.Null or AlterTableAlterColumnOption.NoOptionDefined,
        });
    }

    private static void Drop(TableDefinition table, AlterTableDropTableElement element)
    {
        var removed = element.TableElementType == TableElementType.Column
            ? table.ColumnDefinitions.Remove(table.ColumnDefinitions.FirstOrDefault(c => c.ColumnIdentifier.Value == element.Name.Value))
            : table.TableConstraints.Remove(table.TableConstraints.FirstOrDefault(c => c.ConstraintIdentifier?.Value == element.Name.Value));
        if (!removed)
        {
            throw new FormatException($"There is no {element.Name.Value} to drop.");
        }
    }

    private void Rename(IReadOnlyList<string> arguments)
    {
        if (arguments is not [var path, var name, "COLUMN"] || path.Split('.') is not [var table, var column])
        {
            throw new NotSupportedException($"sp_rename {string.Join(", ", arguments)}");
        }

        var old = column.Trim('[', ']');
        var owner = table.Trim('[', ']');
        foreach (var identifier in Indexes.Values.Where(i => NameOf(i.OnName) == owner).SelectMany(i => i.All<Identifier>())
            .Concat(Tables[owner].Definition.All<Identifier>()).Where(i => i.Value == old))
        {
            identifier.Value = name;
        }
    }

    private void DropTable(SchemaObjectName name)
    {
        Remove(Tables, NameOf(name));
        Indexes.Where(i => NameOf(i.Value.OnName) == NameOf(name)).Select(i => i.Key).ToList().ForEach(key => Indexes.Remove(key));
        Triggers.Where(t => NameOf(t.Value.TriggerObject.Name) == NameOf(name)).Select(t => t.Key).ToList().ForEach(key => Triggers.Remove(key));
    }

    private TableDefinition TableOf(SchemaObjectName name) =>
        Tables.TryGetValue(NameOf(name), out var table) ? table.Definition : throw new FormatException($"There is no table {NameOf(name)}.");
}
