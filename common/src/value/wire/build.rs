//! Values built out of Rust types.

use serde::{
    Serialize, Serializer,
    ser::{self, SerializeMap, SerializeSeq},
};

use crate::value::{Dict, FromValueError, Key, Value};

/// Builds a value out of Rust types.
pub(in crate::value) struct ValueSerializer;

/// Collects a list; a named variant wraps it at the end.
pub(in crate::value) struct ListBuilder {
    items: Vec<Value>,
    variant: Option<&'static str>,
}

/// Collects a dictionary; a named variant wraps it at the end.
pub(in crate::value) struct DictBuilder {
    dict: Dict,
    key: Option<Key>,
    variant: Option<&'static str>,
}

fn wrapped(variant: Option<&'static str>, value: Value) -> Value {
    match variant {
        Some(name) => Value::Dict(Dict::from([(name, value)])),
        None => value,
    }
}

impl Serializer for ValueSerializer {
    type Ok = Value;
    type Error = FromValueError;
    type SerializeSeq = ListBuilder;
    type SerializeTuple = ListBuilder;
    type SerializeTupleStruct = ListBuilder;
    type SerializeTupleVariant = ListBuilder;
    type SerializeMap = DictBuilder;
    type SerializeStruct = DictBuilder;
    type SerializeStructVariant = DictBuilder;

    fn serialize_bool(self, v: bool) -> Result<Value, FromValueError> {
        Ok(Value::Bool(v))
    }
    fn serialize_i8(self, v: i8) -> Result<Value, FromValueError> {
        Ok(v.into())
    }
    fn serialize_i16(self, v: i16) -> Result<Value, FromValueError> {
        Ok(v.into())
    }
    fn serialize_i32(self, v: i32) -> Result<Value, FromValueError> {
        Ok(v.into())
    }
    fn serialize_i64(self, v: i64) -> Result<Value, FromValueError> {
        Ok(v.into())
    }
    fn serialize_i128(self, v: i128) -> Result<Value, FromValueError> {
        Ok(v.into())
    }
    fn serialize_u8(self, v: u8) -> Result<Value, FromValueError> {
        Ok(v.into())
    }
    fn serialize_u16(self, v: u16) -> Result<Value, FromValueError> {
        Ok(v.into())
    }
    fn serialize_u32(self, v: u32) -> Result<Value, FromValueError> {
        Ok(v.into())
    }
    fn serialize_u64(self, v: u64) -> Result<Value, FromValueError> {
        Ok(v.into())
    }
    fn serialize_f32(self, v: f32) -> Result<Value, FromValueError> {
        Ok(f64::from(v).into())
    }
    fn serialize_f64(self, v: f64) -> Result<Value, FromValueError> {
        Ok(v.into())
    }
    fn serialize_char(self, v: char) -> Result<Value, FromValueError> {
        Ok(Value::Str(v.into()))
    }
    fn serialize_str(self, v: &str) -> Result<Value, FromValueError> {
        Ok(v.into())
    }
    fn serialize_bytes(self, v: &[u8]) -> Result<Value, FromValueError> {
        Ok(Value::Bytes(v.to_vec()))
    }
    fn serialize_none(self) -> Result<Value, FromValueError> {
        Ok(Value::Null)
    }
    fn serialize_some<T: Serialize + ?Sized>(self, v: &T) -> Result<Value, FromValueError> {
        v.serialize(self)
    }
    fn serialize_unit(self) -> Result<Value, FromValueError> {
        Ok(Value::Null)
    }
    fn serialize_unit_struct(self, _: &'static str) -> Result<Value, FromValueError> {
        Ok(Value::Null)
    }
    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<Value, FromValueError> {
        Ok(variant.into())
    }
    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        v: &T,
    ) -> Result<Value, FromValueError> {
        v.serialize(self)
    }
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        v: &T,
    ) -> Result<Value, FromValueError> {
        Ok(wrapped(Some(variant), v.serialize(self)?))
    }
    fn serialize_seq(self, _: Option<usize>) -> Result<ListBuilder, FromValueError> {
        Ok(ListBuilder { items: Vec::new(), variant: None })
    }
    fn serialize_tuple(self, _: usize) -> Result<ListBuilder, FromValueError> {
        self.serialize_seq(None)
    }
    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<ListBuilder, FromValueError> {
        self.serialize_seq(None)
    }
    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<ListBuilder, FromValueError> {
        Ok(ListBuilder { items: Vec::new(), variant: Some(variant) })
    }
    fn serialize_map(self, _: Option<usize>) -> Result<DictBuilder, FromValueError> {
        Ok(DictBuilder { dict: Dict::new(), key: None, variant: None })
    }
    fn serialize_struct(self, _: &'static str, _: usize) -> Result<DictBuilder, FromValueError> {
        self.serialize_map(None)
    }
    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<DictBuilder, FromValueError> {
        Ok(DictBuilder { dict: Dict::new(), key: None, variant: Some(variant) })
    }
}

impl SerializeSeq for ListBuilder {
    type Ok = Value;
    type Error = FromValueError;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, v: &T) -> Result<(), FromValueError> {
        self.items.push(v.serialize(ValueSerializer)?);
        Ok(())
    }
    fn end(self) -> Result<Value, FromValueError> {
        Ok(wrapped(self.variant, Value::List(self.items)))
    }
}

macro_rules! list_builder_is {
    ($($name:ident $method:ident),*) => { $(impl ser::$name for ListBuilder {
        type Ok = Value;
        type Error = FromValueError;

        fn $method<T: Serialize + ?Sized>(&mut self, v: &T) -> Result<(), FromValueError> {
            SerializeSeq::serialize_element(self, v)
        }
        fn end(self) -> Result<Value, FromValueError> {
            SerializeSeq::end(self)
        }
    })* };
}
list_builder_is!(SerializeTuple serialize_element, SerializeTupleStruct serialize_field,
    SerializeTupleVariant serialize_field);

impl SerializeMap for DictBuilder {
    type Ok = Value;
    type Error = FromValueError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), FromValueError> {
        self.key = Key::from_value(key.serialize(ValueSerializer)?);
        Ok(())
    }
    fn serialize_value<T: Serialize + ?Sized>(&mut self, v: &T) -> Result<(), FromValueError> {
        let key = self.key.take().ok_or_else(|| FromValueError("a key cannot be a dictionary".into()))?;
        self.dict.insert(key, v.serialize(ValueSerializer)?);
        Ok(())
    }
    fn end(self) -> Result<Value, FromValueError> {
        Ok(wrapped(self.variant, Value::Dict(self.dict)))
    }
}

macro_rules! dict_builder_is {
    ($($name:ident),*) => { $(impl ser::$name for DictBuilder {
        type Ok = Value;
        type Error = FromValueError;

        fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, v: &T) -> Result<(), FromValueError> {
            self.dict.insert(key, v.serialize(ValueSerializer)?);
            Ok(())
        }
        fn end(self) -> Result<Value, FromValueError> {
            SerializeMap::end(self)
        }
    })* };
}
dict_builder_is!(SerializeStruct, SerializeStructVariant);
